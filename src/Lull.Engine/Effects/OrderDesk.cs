using System.Text;
using Lull.Core.Maintenances;
using Lull.Core.Procedures;
using Lull.Engine.Connectors;

namespace Lull.Engine.Effects;

/// <summary>Makes orders out of requests: everything is read from the state now, so that the order can leave the conductor.</summary>
/// <param name="id">The maintenance.</param>
/// <param name="render">The text of a delivery, given the short hash of the journal's head. Called on the conductor.</param>
internal sealed class OrderDesk(MaintenanceId id, Func<MaintenanceId, State, ProcedureDelivery, string, string> render)
{
    /// <summary>The argument of every message action that holds the text.</summary>
    internal const string TextArgument = "text";

    internal EffectOrder Of(State state, EffectRequest request, string journal) =>
        request.Purpose switch
        {
            EffectPurpose.Step => OfStep(state, request, journal),
            EffectPurpose.Look or EffectPurpose.Open or EffectPurpose.Close => OfBracket(state, request),
            EffectPurpose.Announce => OfDelivery(state, request, journal),
        };

    /// <summary>The order that holds an open bracket a while longer.</summary>
    internal static EffectOrder OfHeld(State state, int bracket)
    {
        BracketState held = state.Bracket(bracket);
        string marker = FormattableString.Invariant($"b{bracket}.{held.Holding}");
        return OfBracket(state, new EffectRequest(0, EffectPurpose.Open, bracket, 1, EffectMode.Apply, marker));
    }

    /// <summary>The order of one look of a watch.</summary>
    internal static EffectOrder OfWatch(State state, int number)
    {
        ProcedureWatch watch = state.Procedure.Soak!.Watches[number];
        return new EffectOrder
        {
            Request = new EffectRequest(
                0,
                EffectPurpose.Step,
                number,
                1,
                EffectMode.Apply,
                FormattableString.Invariant($"w{number}")
            ),
            Title = watch.Title,
            Call = Filled(watch.Call, state.ArtefactsOf(watch.Host)),
            Host = HostOf(state, watch.Host),
            Timeout = watch.Timeout,
            Check = new CheckOrder(Duration.Zero, watch.Every, PassesAtTheEnd: false),
        };
    }

    private EffectOrder OfStep(State state, EffectRequest request, string journal)
    {
        Node node = state.Procedure.Nodes[request.Subject];
        ActionCall call = node.Call!;
        if (node.Kind == NodeKind.Delivery)
        {
            call = WithText(
                call,
                render(
                    id,
                    state,
                    new ProcedureDelivery(null, null, node.Audience, call, node.Text, node.Repeat, node.Timeout),
                    journal
                )
            );
        }

        return new EffectOrder
        {
            Request = request,
            Title = node.Title,
            Call = Filled(call, state.ArtefactsOf(node.Host)),
            Host = HostOf(state, node.Host),
            Held = node is { Kind: NodeKind.Action, IsUndo: false, Host: >= 0 } ? HoldingOut(state, node) : [],
            Timeout = node.Timeout,
            Check = node.Kind == NodeKind.Check ? new CheckOrder(node.Within, node.Every, node.PassesAtTheEnd) : null,
        };
    }

    /// <summary>The brackets around a node that keep its host out of service now.</summary>
    private static ValueList<EffectOrder> HoldingOut(State state, Node node)
    {
        var held = new List<EffectOrder>();
        for (int above = node.Parent; above >= 0; above = state.Procedure.Nodes[above].Parent)
        {
            foreach (int number in state.Procedure.Nodes[above].Brackets)
            {
                BracketNode bracket = state.Procedure.Brackets[number];
                if (
                    bracket.TakesOutOfService
                    && bracket.Host == node.Host
                    && state.Bracket(number).Status is BracketStatus.Open or BracketStatus.FoundSo
                )
                {
                    string marker = FormattableString.Invariant($"b{number}.{state.Bracket(number).Holding}");
                    held.Add(
                        OfBracket(
                            state,
                            new EffectRequest(0, EffectPurpose.Look, number, 1, EffectMode.Observe, marker)
                        )
                    );
                }
            }
        }

        return [.. held];
    }

    private static EffectOrder OfBracket(State state, EffectRequest request)
    {
        BracketNode bracket = state.Procedure.Brackets[request.Subject];
        return new EffectOrder
        {
            Request = request,
            Title = bracket.Title,
            Call = Filled(bracket.Call, state.ArtefactsOf(bracket.Host)),
            Host = HostOf(state, bracket.Host),
            Prior = state.Bracket(request.Subject).Prior,
            Timeout = bracket.Timeout,
        };
    }

    private EffectOrder OfDelivery(State state, EffectRequest request, string journal)
    {
        ProcedureDelivery delivery = state.Procedure.Deliveries[request.Subject];
        return new EffectOrder
        {
            Request = request,
            Title = $"{delivery.Audience} over {delivery.Call}",
            Call = WithText(delivery.Call, render(id, state, delivery, journal)),
            Timeout = delivery.Timeout,
        };
    }

    private static ActionHost? HostOf(State state, int host) =>
        host < 0
            ? null
            : new ActionHost(
                state.Procedure.Hosts[host].Name,
                state
                    .Procedure.Hosts[host]
                    .Values.ToDictionary(value => value.Name, value => value.Text, StringComparer.Ordinal)
            );

    private static ActionCall WithText(ActionCall call, string text) =>
        call with
        {
            Arguments = new Argument.Map([
                .. call.Arguments.Entries.Where(entry => entry.Name != TextArgument),
                new NamedArgument(TextArgument, new Argument.Text(text)),
            ]),
        };

    private static ActionCall Filled(ActionCall call, IReadOnlyDictionary<string, string> artefacts) =>
        artefacts.Count == 0 ? call : call with { Arguments = (Argument.Map)Filled(call.Arguments, artefacts) };

    private static Argument Filled(Argument argument, IReadOnlyDictionary<string, string> artefacts) =>
        argument switch
        {
            Argument.Text text => new Argument.Text(Filled(text.Value, artefacts)),
            Argument.List list => new Argument.List([.. list.Items.Select(item => Filled(item, artefacts))]),
            Argument.Map map => new Argument.Map([
                .. map.Entries.Select(entry => entry with { Value = Filled(entry.Value, artefacts) }),
            ]),
        };

    /// <summary>One pass from left to right, so that braces inside an artefact's value are not filled in again.</summary>
    private static string Filled(string text, IReadOnlyDictionary<string, string> artefacts)
    {
        var filled = new StringBuilder(text.Length);
        int done = 0;
        for (int open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{', open + 1))
        {
            int close = text.IndexOf('}', open);
            if (close > open && artefacts.TryGetValue(text[(open + 1)..close], out string? value))
            {
                filled.Append(text, done, open - done).Append(value);
                done = close + 1;
                open = close;
            }
        }

        return filled.Append(text, done, text.Length - done).ToString();
    }
}
