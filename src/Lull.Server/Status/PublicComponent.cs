namespace Lull.Server.Status;

/// <summary>A part of the service as people outside know it: a pool of the site.</summary>
/// <param name="Name">The pool's name; stable, used in addresses and as its id.</param>
public sealed record PublicComponent(string Name)
{
    /// <summary>For people: <c>Order desk</c> for <c>order-desk</c>.</summary>
    public string Title
    {
        get
        {
            string words = PublicText.Clean(Name.Replace('-', ' ').Replace('_', ' ')).Trim();
            return words.Length == 0 ? Name : char.ToUpperInvariant(words[0]) + words[1..];
        }
    }
}
