using Lull.Cli.Screens;
using Lull.Core.Maintenances;

namespace Lull.Cli.Live;

/// <summary>A few questions to the one at the keyboard, one after the other, that end in an order.</summary>
/// <param name="labels">What is asked.</param>
/// <param name="make">The order, from the answers; a sentence instead when they make none.</param>
/// <param name="isGrave">True when Enter alone is no answer: what cannot be taken back is not done by two keys pressed by mistake.</param>
internal sealed class Dialogue(
    IReadOnlyList<string> labels,
    Func<IReadOnlyList<string>, Input> make,
    bool isGrave = false
)
{
    private readonly List<string> _answers = [];
    private string _typed = "";

    /// <summary>The line at the foot of the screen.</summary>
    internal InkLine Line =>
        new InkLine().Add($"{labels[_answers.Count]}: ", "bold yellow").Add(_typed).Add("▏", "grey");

    /// <summary>Takes a key.</summary>
    /// <returns>The order when all is answered; null before.</returns>
    internal Input? Press(ConsoleKeyInfo key)
    {
        switch (key.Key)
        {
            case ConsoleKey.Enter when isGrave && string.IsNullOrWhiteSpace(_typed):
                return null;
            case ConsoleKey.Enter:
                _answers.Add(_typed.Trim());
                _typed = "";
                return _answers.Count == labels.Count ? make(_answers) : null;
            case ConsoleKey.Backspace:
                _typed = _typed.Length > 0 ? _typed[..^1] : "";
                return null;
            default:
                _typed += char.IsControl(key.KeyChar) ? "" : key.KeyChar;
                return null;
        }
    }
}
