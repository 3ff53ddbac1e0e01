using Lull.Cli.Screens;
using Lull.Core.Maintenances;

namespace Lull.Cli.Live;

/// <summary>A few questions to the one at the keyboard, one after the other, that end in an order.</summary>
internal sealed class Dialogue
{
    private readonly IReadOnlyList<Func<IReadOnlyList<string>, Prompt>> _prompts;
    private readonly Func<IReadOnlyList<string>, Input> _make;
    private readonly bool _isGrave;
    private readonly List<string> _answers = [];
    private Prompt _prompt;
    private string _typed = "";

    /// <summary>One whose questions do not depend on each other.</summary>
    /// <param name="labels">What is asked.</param>
    /// <param name="make">The order, from the answers; a sentence instead when they make none.</param>
    /// <param name="isGrave">True when Enter alone is no answer: what cannot be taken back is not done by two keys pressed by mistake.</param>
    internal Dialogue(IReadOnlyList<string> labels, Func<IReadOnlyList<string>, Input> make, bool isGrave = false)
        : this([.. labels.Select(label => (Func<IReadOnlyList<string>, Prompt>)(_ => Prompt.Of(label)))], make, isGrave)
    { }

    /// <summary>One that asks what follows from the answers so far; a sentence instead when nothing does.</summary>
    internal Dialogue(
        IReadOnlyList<Func<IReadOnlyList<string>, Prompt>> prompts,
        Func<IReadOnlyList<string>, Input> make,
        bool isGrave = false
    )
    {
        _prompts = prompts;
        _make = make;
        _isGrave = isGrave;
        _prompt = prompts[0](_answers);
    }

    /// <summary>The line at the foot of the screen.</summary>
    internal InkLine Line => new InkLine().Add($"{_prompt.Label}: ", "bold yellow").Add(_typed).Add("▏", "grey");

    /// <summary>The lines above it: what can be answered, and what it means in whole words.</summary>
    internal IEnumerable<InkLine> Offers(int width)
    {
        int column = _prompt.Offers.Max(offer => (int?)Begin(offer).Width + 2) ?? 0;
        foreach (Offer offer in _prompt.Offers)
        {
            InkLine line = Begin(offer);
            foreach (string meaning in offer.Meaning.Wrapped(Math.Max(20, width - column)))
            {
                yield return line.To(column).Add(meaning);
                line = new InkLine();
            }
        }
    }

    private static InkLine Begin(Offer offer)
    {
        InkLine line = new InkLine().Add($"  {offer.Answer}", "bold yellow");
        return offer.Name.Length == 0 ? line : line.Add($" {offer.Name}", "bold");
    }

    /// <summary>Takes a key.</summary>
    /// <returns>The order when all is answered; null before.</returns>
    internal Input? Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter when _isGrave && string.IsNullOrWhiteSpace(_typed):
                return null;
            case ConsoleKey.Enter:
                _answers.Add(_typed.Trim());
                _typed = "";
                if (_answers.Count == _prompts.Count)
                {
                    return _make(_answers);
                }

                _prompt = _prompts[_answers.Count](_answers);
                return null;
            case ConsoleKey.Backspace:
                _typed = _typed.Length > 0 ? _typed[..^1] : "";
                return null;
            default:
                _typed += char.IsControl(key.KeyChar) ? "" : key.KeyChar;
                return null;
        }
    }
}
