using System.Text.RegularExpressions;
using Lull.Connectors.Reading;

namespace Lull.Connectors.Alertmanager;

/// <summary>What a plan says about a silence.</summary>
internal sealed partial record SilenceArguments(ValueList<Matcher> Matchers, string Comment, Duration For)
{
    internal static SilenceArguments Of(ActionRequest request)
    {
        var arguments = MapReader.OfArguments(request);
        ValueList<Matcher> matchers = arguments.Raw("matchers") switch
        {
            null => throw arguments.Wrong(
                "matchers",
                "is missing",
                "write for example 'matchers: { instance: shop-web1 }'"
            ),
            Argument.Map =>
            [
                .. arguments.TextsByName("matchers").Select(pair => Equal(arguments, pair.Key, pair.Value)),
            ],
            Argument.Text or Argument.List => [.. arguments.Texts("matchers").Select(text => Parse(arguments, text))],
        };
        if (matchers.All(MayMatchNothing))
        {
            throw arguments.Wrong(
                "matchers",
                "would silence alerts without any label too",
                "name at least one label with a value"
            );
        }

        return new SilenceArguments(
            matchers,
            arguments.OptionalText("comment") ?? "",
            arguments.Length("for", Duration.FromHours(1))
        );
    }

    /// <inheritdoc/>
    public override string ToString() => $"{{{string.Join(", ", Matchers)}}}";

    private static Matcher Equal(MapReader arguments, string name, string value) =>
        Label().IsMatch(name)
            ? new Matcher(name, value, IsRegex: false)
            : throw arguments.Wrong(
                "matchers",
                $"names '{name}', which is no label",
                "use letters, digits and '_', a letter first"
            );

    private static Matcher Parse(MapReader arguments, string text)
    {
        Match match = Written().Match(text.Trim());
        if (!match.Success)
        {
            throw arguments.Wrong(
                "matchers",
                $"'{text}' is not a matcher",
                "write 'label=value', 'label!=value', 'label=~regex' or 'label!~regex'"
            );
        }

        string value = match.Groups["value"].Value;
        if (value is ['"', .., '"'])
        {
            value = value[1..^1]
                .Replace("\\\"", "\"", StringComparison.Ordinal)
                .Replace(@"\\", @"\", StringComparison.Ordinal);
        }

        string sign = match.Groups["sign"].Value;
        return new Matcher(match.Groups["name"].Value, value, IsRegex: sign[1..] is "~", IsEqual: sign[0] == '=');
    }

    /// <summary>Alertmanager refuses a silence all of whose matchers fit the empty text.</summary>
    private static bool MayMatchNothing(Matcher matcher) =>
        !matcher.IsRegex && matcher.Value.Length == 0 == matcher.IsEqual;

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<sign>=~|!~|!=|=)\s*(?<value>.*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex Written();
}
