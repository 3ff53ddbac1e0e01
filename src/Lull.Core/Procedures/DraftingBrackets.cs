using Lull.Core.Plans;

namespace Lull.Core.Procedures;

/// <summary>A bracket while the tree grows.</summary>
internal sealed record BracketDraft(Draft Scope, Bracket Written, BracketNode Node);

internal sealed partial class Drafting
{
    private static readonly Duration OpeningTakes = Duration.FromSeconds(10);

    /// <summary>The body, in a scope when there are brackets.</summary>
    /// <param name="step">The step that the brackets stand at.</param>
    /// <param name="brackets">Those of its brackets that belong here.</param>
    /// <param name="place">Where the outermost node goes.</param>
    /// <param name="names">Paths inside the step.</param>
    /// <param name="body">Adds the body at the place it is given, and returns it.</param>
    /// <returns>The outermost node.</returns>
    private Draft AddWith(
        Step step,
        IReadOnlyList<Bracket> brackets,
        Place place,
        PathNames names,
        Func<Place, Draft> body
    )
    {
        if (brackets.Count == 0)
        {
            return body(place with { Names = names });
        }

        string title =
            $"With {string.Join(", ", brackets.Select(bracket => bracket.Call.ToString()).Distinct(StringComparer.Ordinal))}";
        Draft scope = Add(place, NodeKind.Scope, names.Next("with"), title, step);
        foreach (Bracket bracket in brackets)
        {
            foreach (SiteHost? host in HostsOf(bracket, place))
            {
                AddBracket(bracket, host, scope);
            }
        }

        scope.Closing = ClosingOrder(scope);
        body(place.In(scope, names));
        return scope;
    }

    private IReadOnlyList<SiteHost?> HostsOf(Bracket bracket, Place place)
    {
        if (bracket.On is { } on)
        {
            return _site.Select(on);
        }

        if (place is { Host: null, Hosts: { } hosts } && IsPerHost(bracket.Call, bracket.Where))
        {
            return hosts;
        }

        return [place.Host];
    }

    private void AddBracket(Bracket bracket, SiteHost? host, Draft scope)
    {
        ActionTraits? traits = TraitsOnHost(bracket.Call, host, bracket.Where);
        ActionCall call = _calls.Fill(bracket.Call, host, bracket.Where);
        if (traits is { HostStandsFor: { Length: > 0 } name } && _site.Named(call.Arguments.TextOf(name)) is { } named)
        {
            // What it takes out of service is the host that it names, wherever it stands.
            host = named;
        }

        _count++;
        scope.Brackets.Add(Brackets.Count);
        Brackets.Add(
            new BracketDraft(
                scope,
                bracket,
                new BracketNode(
                    Brackets.Count,
                    Scope: -1,
                    call,
                    StepTitle.Of(call, traits?.MainArgument ?? ""),
                    _site.Touch(host),
                    traits?.TakesOutOfService ?? false,
                    bracket.Estimate ?? Estimate.Of(OpeningTakes),
                    bracket.Timeout ?? traits?.Timeout ?? Duration.FromMinutes(10)
                )
            )
        );
    }

    /// <summary>Those with a closing order by it; then the others, the last opened first.</summary>
    private ValueList<int> ClosingOrder(Draft scope) =>
        [
            .. scope
                .Brackets.Where(number => Brackets[number].Written.CloseOrder is not null)
                .OrderBy(number => Brackets[number].Written.CloseOrder),
            .. scope.Brackets.Where(number => Brackets[number].Written.CloseOrder is null).Reverse(),
        ];
}
