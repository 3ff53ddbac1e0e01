using System.Globalization;

namespace Lull.Connectors.Reading;

/// <summary>Reads options of a site or arguments of a plan, and says place, cause and what to write when one is wrong.</summary>
internal sealed class MapReader
{
    private readonly string _place;
    private readonly Argument.Map _map;
    private readonly Func<string, Exception> _wrong;

    private MapReader(string place, Argument.Map map, Func<string, Exception> wrong) =>
        (_place, _map, _wrong) = (place, map, wrong);

    /// <summary>The options of the connection of that name; faults are <see cref="OptionsException"/>.</summary>
    internal static MapReader OfOptions(string connection, Argument.Map options) =>
        new($"connection '{connection}'", options, message => new OptionsException(message));

    /// <summary>The arguments of a request; faults are <see cref="ArgumentsException"/>.</summary>
    internal static MapReader OfArguments(ActionRequest request) =>
        new("the step's arguments", request.Arguments, message => new ArgumentsException(message));

    /// <summary>The text of that name, not empty.</summary>
    internal string Text(string name, string example) =>
        OptionalText(name) ?? throw Wrong(name, "is missing", $"write, for example, '{name}: {example}'");

    /// <summary>The text of that name; null when it is not given.</summary>
    internal string? OptionalText(string name) =>
        _map[name] switch
        {
            null => null,
            Argument.Text { Value: { Length: > 0 } value } => value,
            Argument.Text => throw Wrong(name, "is empty", "give it a value or leave it out"),
            Argument.List or Argument.Map => throw Wrong(name, "must be a text", $"write '{name}: <text>'"),
        };

    /// <summary>One text or a list of texts; empty when not given.</summary>
    internal ValueList<string> Texts(string name) =>
        _map[name] switch
        {
            null => [],
            Argument.Text text => [NotEmpty(name, text.Value)],
            Argument.List list => [.. list.Items.Select(item => NotEmpty(name, TextIn(name, item)))],
            Argument.Map => throw Wrong(name, "must be a text or a list of texts", $"write '{name}: [a, b]'"),
        };

    /// <summary>Texts by name, secrets by reference among them; empty when not given.</summary>
    internal ValueList<NamedValue> Values(string name) =>
        _map[name] switch
        {
            null => [],
            Argument.Map map =>
            [
                .. map.Entries.Select(entry => new NamedValue(
                    entry.Name,
                    ValueIn($"{name}.{entry.Name}", entry.Value)
                )),
            ],
            Argument.Text or Argument.List => throw Wrong(name, "must be a map", $"write '{name}: {{ NAME: value }}'"),
        };

    /// <summary>Texts by name; empty when not given.</summary>
    internal ValueList<KeyValuePair<string, string>> TextsByName(string name) =>
        _map[name] switch
        {
            null => [],
            Argument.Map map =>
            [
                .. map.Entries.Select(entry =>
                    KeyValuePair.Create(entry.Name, TextIn($"{name}.{entry.Name}", entry.Value))
                ),
            ],
            Argument.Text or Argument.List => throw Wrong(name, "must be a map", $"write '{name}: {{ NAME: text }}'"),
        };

    /// <summary>A text, or a secret by reference; null when not given.</summary>
    internal TextOrSecret? Value(string name) => _map[name] is { } value ? ValueIn(name, value) : null;

    /// <summary>The reference of a secret, such as <c>env:TOKEN</c>; null when not given.</summary>
    internal string? SecretReference(string name) =>
        Value(name) switch
        {
            null => null,
            TextOrSecret.Secret secret => secret.Reference,
            TextOrSecret.Plain plain when IsReference(plain.Text) => plain.Text,
            TextOrSecret.Plain => throw Wrong(
                name,
                "must be a reference to a secret, not the secret itself",
                $"put the value into an environment variable or a file and write '{name}: env:NAME' or '{name}: file:/path'"
            ),
        };

    /// <summary>The length of time of that name.</summary>
    internal Duration Length(string name, Duration otherwise) =>
        OptionalText(name) is not { } text
            ? otherwise
            : DurationText.TryParse(text)
                ?? throw Wrong(name, $"'{text}' is not a length of time", "write for example '90s', '5m' or '1h30m'");

    /// <summary>The whole number of that name, within limits.</summary>
    internal int Number(string name, int otherwise, int least, int most)
    {
        if (OptionalText(name) is not { } text)
        {
            return otherwise;
        }

        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least
            && number <= most
            ? number
            : throw Wrong(
                name,
                $"'{text}' is not a whole number from {least} to {most}",
                $"write for example '{name}: {least}'"
            );
    }

    /// <summary>Yes or no.</summary>
    internal bool Flag(string name) =>
        OptionalText(name) switch
        {
            null or "false" or "no" => false,
            "true" or "yes" => true,
            { } other => throw Wrong(
                name,
                $"'{other}' is neither true nor false",
                $"write '{name}: true' or leave it out"
            ),
        };

    /// <summary>The map of that name as a reader of its own; null when not given.</summary>
    internal MapReader? Map(string name) =>
        _map[name] switch
        {
            null => null,
            Argument.Map map => new MapReader($"'{name}' of {_place}", map, _wrong),
            Argument.Text or Argument.List => throw Wrong(name, "must be a map", $"write '{name}: {{ … }}'"),
        };

    /// <summary>What the plan wrote under that name, in whatever shape.</summary>
    internal Argument? Raw(string name) => _map[name];

    /// <summary>The names given.</summary>
    internal IEnumerable<string> Names => _map.Entries.Select(entry => entry.Name);

    /// <summary>Refuses names other than these, for maps inside arguments that nobody checked before.</summary>
    internal MapReader Only(params ReadOnlySpan<string> known)
    {
        foreach (NamedArgument entry in _map.Entries)
        {
            if (!known.Contains(entry.Name))
            {
                throw Wrong(entry.Name, "is not known here", $"use one of: {string.Join(", ", known!)}");
            }
        }

        return this;
    }

    /// <summary>A fault about that name: where, why, and what to write.</summary>
    internal Exception Wrong(string name, string cause, string suggestion) =>
        _wrong($"'{name}' of {_place} {cause}; {suggestion}.");

    private TextOrSecret ValueIn(string name, Argument value) =>
        value switch
        {
            Argument.Text text => new TextOrSecret.Plain(text.Value),
            Argument.Map map when map.Entries.Count == 1 && map.TextOf("secret") is { } reference => IsReference(
                reference
            )
                ? new TextOrSecret.Secret(reference)
                : throw Wrong(
                    name,
                    "names a secret without a place",
                    "write '{ secret: env:NAME }' or '{ secret: file:/path }'"
                ),
            Argument.Map or Argument.List => throw Wrong(
                name,
                "must be a text or a secret",
                "write a text, or '{ secret: env:NAME }'"
            ),
        };

    private string TextIn(string name, Argument item) =>
        item is Argument.Text text ? text.Value : throw Wrong(name, "must hold texts only", $"write '{name}: [a, b]'");

    private string NotEmpty(string name, string text) =>
        text.Length > 0 ? text : throw Wrong(name, "holds an empty text", "leave it out or give it a value");

    private static bool IsReference(string text) =>
        text.StartsWith("env:", StringComparison.Ordinal) || text.StartsWith("file:", StringComparison.Ordinal);
}

/// <summary>A value that may be kept out of the plan.</summary>
internal abstract record TextOrSecret
{
    private TextOrSecret() { }

    /// <summary>As written.</summary>
    internal sealed record Plain(string Text) : TextOrSecret;

    /// <summary>Read at the moment of use.</summary>
    internal sealed record Secret(string Reference) : TextOrSecret;

    /// <summary>The value to use now.</summary>
    internal async ValueTask<string> ReadAsync(ISecrets secrets, CancellationToken cancellation) =>
        this switch
        {
            Plain plain => plain.Text,
            Secret secret => await secrets.ReadAsync(secret.Reference, cancellation),
        };
}

/// <summary>A name and its value.</summary>
internal sealed record NamedValue(string Name, TextOrSecret Value);

/// <summary>A step's arguments are wrong; nothing was sent.</summary>
internal sealed class ArgumentsException(string message) : Exception(message);
