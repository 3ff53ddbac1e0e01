namespace Lull.Cli.Live;

/// <summary>One thing that is asked of the one at the keyboard.</summary>
/// <param name="Label">What is asked, at the foot of the screen.</param>
/// <param name="Offers">What can be answered and what it means, shown above it; empty when anything can.</param>
internal sealed record Prompt(string Label, ValueList<Offer> Offers)
{
    /// <summary>One that anything answers.</summary>
    internal static Prompt Of(string label) => new(label, []);
}

/// <summary>One possible answer.</summary>
/// <param name="Answer">As it is typed, such as <c>2</c>.</param>
/// <param name="Name">What it is; empty when the answer says that.</param>
/// <param name="Meaning">What it stands for, or what then happens.</param>
internal sealed record Offer(string Answer, string Name, string Meaning);
