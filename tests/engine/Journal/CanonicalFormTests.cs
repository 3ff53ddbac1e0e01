using System.Text;
using Lull.Engine.Journal;

namespace Lull.Engine.Tests.Journal;

/// <summary>The worked example of docs/journal.md: if one of these fails, every journal that exists would be called broken.</summary>
public sealed class CanonicalFormTests
{
    private static readonly EventDraft FirstDraft = new()
    {
        At = Instant.FromUtc(2026, 12, 3, 19, 0) + Duration.FromNanoseconds(123_456_789),
        Type = "maintenance-proposed",
        Version = 1,
        Actor = "contact:17",
        Cause = "",
        Payload = """{"title":"Roll out engine 4.2"}"""u8.ToArray(),
    };

    private static readonly EventDraft SecondDraft = FirstDraft with
    {
        At = Instant.FromUtc(2026, 12, 3, 19, 5),
        Type = "note-added",
        Cause = "request:9f3c",
        Payload = Encoding.UTF8.GetBytes("""{"text":"Müller is on call"}"""),
    };

    private static readonly Envelope First = CanonicalForm.Seal(Head.None(StoreFolder.Spring), 1, FirstDraft);

    private static readonly Envelope Second = CanonicalForm.Seal(First.Head, 2, SecondDraft);

    [Fact]
    public void The_hashes_are_those_they_have_always_been()
    {
        First.Hash.ToString().ShouldBe("b807a6cd57d39b44e449c67712874b6e01eeeea50d83148a02ecada38faf10cc");
        Second.Hash.ToString().ShouldBe("6def8c33db9b705afedca8c619af1566f93910b07d3aff070581aad434d770c6");
        Second.Head.Short.ShouldBe("6def8c33db9b");
    }

    [Fact]
    public void The_manual_shows_these_very_bytes()
    {
        string manual = Manual();
        foreach (Envelope e in new[] { First, Second })
        {
            manual.ShouldContain(e.Hash.ToString());
            manual.ShouldContain(Convert.ToHexStringLower(CanonicalForm.Of(e)));
        }

        manual.ShouldContain(Convert.ToHexStringLower(CanonicalForm.Of(Second.Head, StoreFolder.Noon)));
    }

    private static string Manual()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "journal.md")))
        {
            folder = folder.Parent;
        }

        // Long lines of bytes are broken in the manual.
        return File.ReadAllText(Path.Combine(folder.ShouldNotBeNull().FullName, "docs", "journal.md"))
            .ReplaceLineEndings("");
    }
}
