using System.Reflection;
using System.Text.Json;
using Lull.Core.Maintenances;

namespace Lull.Engine.Conducting;

/// <summary>Something a conductor has to take note of.</summary>
/// <param name="Input">What.</param>
/// <param name="Answer">Who waits for the decision; null for reports and time.</param>
/// <param name="Denial">Why it is refused before the machine is asked; empty when it is not.</param>
/// <param name="Seen">The last event that the one who asks knows; refused when there are newer ones. Null when that does not matter.</param>
internal sealed record Mail(Input Input, TaskCompletionSource<Decision>? Answer, string Denial = "", long? Seen = null)
{
    /// <summary>Who acts where nobody is named.</summary>
    internal const string Engine = "engine";

    private static readonly Dictionary<Type, PropertyInfo> By = typeof(Input)
        .GetNestedTypes()
        .Select(type => (Type: type, By: type.GetProperty(nameof(Input.Start.By))))
        .Where(found => found.By is not null)
        .ToDictionary(found => found.Type, found => found.By!);

    private int _taken;

    /// <summary>True for whoever comes first: the conductor, to decide it, or its sender, to take it back.</summary>
    internal bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>The person who asks; <see cref="Engine"/> when nobody does.</summary>
    internal string Actor =>
        By.TryGetValue(Input.GetType(), out PropertyInfo? by) && by.GetValue(Input) is string { Length: > 0 } person
            ? person
            : Engine;

    /// <summary>True when a person asks.</summary>
    internal bool IsCommand => By.ContainsKey(Input.GetType());

    /// <summary>What is asked, such as <c>roll-back</c>.</summary>
    internal string Name => JsonNamingPolicy.KebabCaseLower.ConvertName(Input.GetType().Name);
}
