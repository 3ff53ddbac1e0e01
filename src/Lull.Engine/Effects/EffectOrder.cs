using Lull.Core.Maintenances;
using Lull.Engine.Connectors;

namespace Lull.Engine.Effects;

/// <summary>An effect with all that carrying it out takes, read from the state when it was dispatched.</summary>
internal sealed record EffectOrder
{
    /// <summary>What the machine asks for.</summary>
    internal required EffectRequest Request { get; init; }

    /// <summary>For people: the step's title, the bracket's, or the audience.</summary>
    internal required string Title { get; init; }

    /// <summary>What is called, artefacts and the text of a message filled in.</summary>
    internal required ActionCall Call { get; init; }

    /// <summary>The host acted on; null when there is none.</summary>
    internal ActionHost? Host { get; init; }

    /// <summary>What a bracket found before it was opened.</summary>
    internal string Prior { get; init; } = "";

    /// <summary>What keeps its host out of service meanwhile; looked at again before anything is changed there.</summary>
    internal ValueList<EffectOrder> Held { get; init; } = [];

    /// <summary>How long one try may take.</summary>
    internal required Duration Timeout { get; init; }

    /// <summary>How to look until it holds; null when it is no check.</summary>
    internal CheckOrder? Check { get; init; }
}

/// <summary>How a check looks.</summary>
/// <param name="Within">How long it may take to hold.</param>
/// <param name="Every">Time between two looks.</param>
/// <param name="PassesAtTheEnd">True when time running out is no failure.</param>
internal sealed record CheckOrder(Duration Within, Duration Every, bool PassesAtTheEnd);
