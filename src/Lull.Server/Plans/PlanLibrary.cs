using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lull.Connectors;
using Lull.Core.Common;
using Lull.Core.Forecasts;
using Lull.Core.Maintenances;
using Lull.Core.Plans;
using Lull.Core.Procedures;
using Lull.Core.Windows;
using Lull.Engine.Conducting;
using Lull.Engine.Forecasts;
using Lull.Engine.Timers;
using Lull.Plans;
using Lull.Server.Callers;
using Lull.Server.Catalogue;
using Lull.Server.Commands;
using Lull.Server.Data;
using Lull.Server.People;

namespace Lull.Server.Plans;

/// <summary>The plans and sites that are kept here, each with its revisions, and the way from one of them to a maintenance.</summary>
public sealed partial class PlanLibrary(
    ServerDatabase database,
    MaintenanceEngine engine,
    MaintenanceCatalogue catalogue,
    CommandDesk desk,
    AuditTrail audit,
    IMaintenanceClock clock
)
{
    /// <summary>Longest text of a plan or a site, in characters.</summary>
    public const int LongestText = 1 << 20;

    /// <summary>Longest note, in characters.</summary>
    public const int LongestNote = 1_000;

    private const int LongestId = 60;

    private readonly PlanTables _tables = new(database);
    private readonly Forecasts _forecasts = new();

    /// <summary>Present revisions as they were read last, by plan; a text that cannot be read is null.</summary>
    private readonly ConcurrentDictionary<string, (string Revision, Plan? Plan)> _read = new(StringComparer.Ordinal);

    /// <summary>Its tables.</summary>
    public static SchemaPart Schema => PlanTables.Schema;

    /// <summary>Every plan, ordered by title.</summary>
    public Task<IReadOnlyList<KeptPlan>> PlansAsync() => _tables.PlansAsync();

    /// <summary>Plans behind an id, ordered by id, at most so many.</summary>
    public Task<IReadOnlyList<KeptPlan>> PlansAfterAsync(string after, int most) =>
        _tables.PlansAfterAsync(after, most);

    /// <summary>A plan; null when there is none of that id.</summary>
    public Task<KeptPlan?> PlanAsync(string id) => _tables.PlanAsync(id);

    /// <summary>What the present text of a plan says; null when it cannot be read. Each revision is read once.</summary>
    public async Task<Plan?> ReadAsync(KeptPlan plan)
    {
        if (_read.TryGetValue(plan.Id, out (string Revision, Plan? Plan) known) && known.Revision == plan.Revision)
        {
            return known.Plan;
        }

        Plan? read = await _tables.RevisionAsync(plan.Id, plan.Revision) is { } found ? Read(found.Text) : null;
        _read[plan.Id] = (plan.Revision, read);
        return read;
    }

    /// <summary>Every revision of a plan, newest first; empty when there is no such plan.</summary>
    public Task<IReadOnlyList<PlanRevisionEntry>> RevisionsAsync(string plan) => _tables.RevisionsAsync(plan);

    /// <summary>Revisions of a plan below a number, newest first, at most so many.</summary>
    public Task<IReadOnlyList<PlanRevisionEntry>> RevisionsBeforeAsync(string plan, long before, int most) =>
        _tables.RevisionsAsync(plan, before, most);

    /// <summary>One revision with its text; null when there is none.</summary>
    public Task<(PlanRevisionEntry Entry, string Text)?> RevisionAsync(string plan, string revision) =>
        _tables.RevisionAsync(plan, revision);

    /// <summary>Every site with its present text's number, ordered by name.</summary>
    public Task<IReadOnlyList<KeptSite>> SitesAsync() => _tables.SitesAsync();

    /// <summary>Sites behind a name, ordered by name, at most so many.</summary>
    public Task<IReadOnlyList<KeptSite>> SitesAfterAsync(string after, int most) => _tables.SitesAsync(after, most);

    /// <summary>A site with its present text, or with the one of a number; null when there is none.</summary>
    public Task<(KeptSite Site, string Text)?> SiteAsync(string name, int? number = null) =>
        _tables.SiteAsync(name, number);

    /// <summary>Every text of a site, newest first.</summary>
    public Task<IReadOnlyList<KeptSite>> SiteTextsAsync(string name) => _tables.SiteTextsAsync(name);

    /// <summary>Texts of a site below a number, newest first, at most so many.</summary>
    public Task<IReadOnlyList<KeptSite>> SiteTextsBeforeAsync(string name, long before, int most) =>
        _tables.SiteTextsAsync(name, before, most);

    /// <summary>Where a maintenance came from; null when it was not begun from a plan that is kept here.</summary>
    public Task<MaintenanceLink?> LinkAsync(MaintenanceId maintenance) => _tables.LinkAsync(maintenance);

    /// <summary>The maintenances of a plan, newest first.</summary>
    public async Task<IReadOnlyList<MaintenanceLink>> LinksAsync(string plan) =>
        [.. (await _tables.LinksAsync(plan)).Select(one => one.Link)];

    /// <summary>Maintenances of a plan below a place, newest first, at most so many, each with its place.</summary>
    public Task<IReadOnlyList<(long Place, MaintenanceLink Link)>> LinksBeforeAsync(
        string plan,
        long before,
        int most
    ) => _tables.LinksAsync(plan, before, most);

    /// <summary>A new plan. A text that cannot run yet is kept all the same, as a draft with findings.</summary>
    /// <param name="caller">Becomes the author of the revision.</param>
    /// <param name="text">The plan file.</param>
    /// <param name="note">What there is to say about it; may be empty.</param>
    public async Task<LibraryAnswer<PlanRevisionEntry>> CreateAsync(Caller caller, string text, string note)
    {
        if (Refusal<PlanRevisionEntry>(caller, text, note) is { } refusal)
        {
            return refusal;
        }

        string title = TitleOf(text, "");
        string stem = IdOf(title);
        string id = stem;
        for (int next = 2; await _tables.PlanAsync(id) is not null; next++)
        {
            id = FormattableString.Invariant($"{stem}-{next}");
        }

        return await KeepAsync(caller, id, title.Length > 0 ? title : id, text, note, seen: "");
    }

    /// <summary>Makes a text the present revision of a plan. A text that it had before keeps its author.</summary>
    /// <param name="caller">Becomes the author of a new revision.</param>
    /// <param name="plan">Which plan.</param>
    /// <param name="seen">The revision that the caller changed; empty for whichever is present. Another one in between is refused.</param>
    /// <param name="text">The plan file.</param>
    /// <param name="note">What there is to say about it; may be empty.</param>
    public async Task<LibraryAnswer<PlanRevisionEntry>> ReviseAsync(
        Caller caller,
        string plan,
        string seen,
        string text,
        string note
    )
    {
        if (Refusal<PlanRevisionEntry>(caller, text, note) is { } refusal)
        {
            return refusal;
        }

        return await _tables.PlanAsync(plan) switch
        {
            null => Refuse<PlanRevisionEntry>(RefusalCode.NotFound, $"There is no plan '{plan}'."),
            { } kept => await KeepAsync(caller, plan, TitleOf(text, kept.Title), text, note, seen),
        };
    }

    /// <summary>Keeps a new text of a site under the name that it says. A text with errors is refused, because every plan would fail on it.</summary>
    /// <param name="caller">Becomes the author of the text.</param>
    /// <param name="name">Which site.</param>
    /// <param name="text">The site file.</param>
    /// <param name="note">What there is to say about it; may be empty.</param>
    /// <param name="seen">The number of the text that the caller changed; null for whichever is present. Another one in between is refused.</param>
    public async Task<LibraryAnswer<KeptSite>> PutSiteAsync(
        Caller caller,
        string name,
        string text,
        string note,
        int? seen = null
    )
    {
        if (Refusal<KeptSite>(caller, text, note) is { } refusal)
        {
            return refusal;
        }

        SiteReading reading = SiteReader.Read($"{name}.site.yaml", text, ConnectorKinds.Catalogue);
        return reading.Site is not { } site
                ? new LibraryAnswer<KeptSite>.Refused(
                    RefusalCode.Findings,
                    "The site has errors. Correct them, then keep it.",
                    reading.Findings
                )
            : site.Name != name
                ? Refuse<KeptSite>(
                    RefusalCode.NotPossible,
                    $"The text calls the site '{site.Name}', not '{name}'. Change one of them."
                )
            : await _tables.SiteAsync(name, null) is { } present && present.Text == text
                ? new LibraryAnswer<KeptSite>.Done(present.Site)
            : await KeepSiteAsync(caller, name, text, note, seen);
    }

    private async Task<LibraryAnswer<KeptSite>> KeepSiteAsync(
        Caller caller,
        string name,
        string text,
        string note,
        int? seen
    )
    {
        if (await _tables.KeepSiteAsync(name, text, caller.Person, clock.RealNow, note, seen) is not { } kept)
        {
            return Refuse<KeptSite>(
                RefusalCode.WrongRevision,
                "Somebody has changed the site meanwhile. Look at the present text, then change that."
            );
        }

        await audit.AppendAsync(
            caller.Person,
            "site-kept",
            name,
            FormattableString.Invariant($"text {kept.Number}"),
            caller.Address
        );
        return new LibraryAnswer<KeptSite>.Done(kept);
    }

    /// <summary>A revision checked, with a site when one is named; null when there is no such revision or site.</summary>
    public async Task<CheckedPlan?> CheckAsync(string plan, string revision, string? site)
    {
        (KeptSite Site, string Text)? kept = site is null ? null : await _tables.SiteAsync(site, null);
        return await _tables.RevisionAsync(plan, revision) is not { } found || (site is not null && kept is null)
            ? null
            : Check(plan, found.Text, kept);
    }

    /// <summary>Texts checked that are not kept (yet), as an editor asks while somebody types.</summary>
    /// <param name="name">As findings shall name it.</param>
    /// <param name="text">The plan.</param>
    /// <param name="site">A site that is kept; null for none.</param>
    public async Task<CheckedPlan> CheckTextAsync(string name, string text, string? site)
    {
        CheckedPlan files = Check(name, text, site is null ? null : await _tables.SiteAsync(site, null));
        files.CompileAsAnnounced();
        return files;
    }

    /// <summary>How a revision on a site will probably go; null when it cannot run there. The same question is answered from memory.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="revision">Its revision.</param>
    /// <param name="site">The site.</param>
    /// <param name="window">The window; null for the one the plan announces.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<ForecastResult?> ForecastAsync(
        string plan,
        string revision,
        string site,
        Window? window,
        CancellationToken cancellation
    ) =>
        await CheckAsync(plan, revision, site) is { } files && Compile(files, window) is { } procedure
            ? await ForecastAsync(procedure, cancellation)
            : null;

    /// <summary>How a procedure will probably go; the same question is answered from memory.</summary>
    public Task<ForecastResult> ForecastAsync(Procedure procedure, CancellationToken cancellation) =>
        _forecasts.OfAsync(procedure, cancellation);

    /// <summary>Begins a maintenance, as a draft, and cancels the one that it replaces.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="revision">Its revision; its author becomes the maintenance's.</param>
    /// <param name="site">The site, in its present text.</param>
    /// <param name="window">The window; null for the one the plan announces.</param>
    /// <param name="replaces">A maintenance of the same plan that has not started; null for none.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<LibraryAnswer<MaintenanceId>> BeginAsync(
        Caller caller,
        string plan,
        string revision,
        string site,
        Window? window,
        MaintenanceId? replaces,
        CancellationToken cancellation
    )
    {
        if (Refusal<MaintenanceId>(caller, "", "") is { } refusal)
        {
            return refusal;
        }

        if (await _tables.RevisionAsync(plan, revision) is not { } found)
        {
            return Refuse<MaintenanceId>(RefusalCode.NotFound, $"The plan '{plan}' has no revision {revision}.");
        }

        if (await _tables.SiteAsync(site, null) is not { } place)
        {
            return Refuse<MaintenanceId>(RefusalCode.NotFound, $"There is no site '{site}'.");
        }

        if (replaces is not null && await WhyNotReplacedAsync(replaces, plan) is { } not)
        {
            return not;
        }

        CheckedPlan files = Check(plan, found.Text, place);
        if (Compile(files, window) is not { } procedure)
        {
            return new LibraryAnswer<MaintenanceId>.Refused(
                RefusalCode.Findings,
                "The plan cannot run there as it stands. Its findings say why.",
                files.Findings
            );
        }

        MaintenanceId id = await engine.PlanAsync(
            procedure with
            {
                Author = found.Entry.Author,
            },
            files.PlanText,
            place.Text,
            cancellation
        );
        await _tables.LinkAsync(
            new MaintenanceLink(id, plan, revision, site, place.Site.Number, Successor: null),
            replaces
        );
        if (replaces is not null)
        {
            await desk.SendAsync(
                caller,
                replaces,
                new Input.Cancel(caller.Person, $"Replaced by {id} with revision {revision[..8]}.")
            );
        }

        return new LibraryAnswer<MaintenanceId>.Done(id);
    }

    private async Task<LibraryAnswer<MaintenanceId>.Refused?> WhyNotReplacedAsync(MaintenanceId id, string plan) =>
        (await _tables.LinkAsync(id))?.Plan != plan
            ? Refuse<MaintenanceId>(RefusalCode.NotPossible, $"{id} is no maintenance of the plan '{plan}'.")
        : catalogue.Find(id) is { Stage: >= Stage.InProgress }
            ? Refuse<MaintenanceId>(
                RefusalCode.NotNow,
                $"{id} has started, so it cannot be replaced. Abort it or let it end."
            )
        : null;

    private static Procedure? Compile(CheckedPlan files, Window? window) =>
        (window ?? files.AnnouncedWindow()) is { } when ? files.Compile(when) : null;

    private static CheckedPlan Check(string plan, string text, (KeptSite Site, string Text)? site) =>
        CheckedPlan.Of(
            $"{plan}.plan.yaml",
            text,
            site is { } known
                ? SiteReader.Read($"{known.Site.Name}.site.yaml", known.Text, ConnectorKinds.Catalogue)
                : null,
            static _ => null,
            ConnectorKinds.Catalogue
        );

    private async Task<LibraryAnswer<PlanRevisionEntry>> KeepAsync(
        Caller caller,
        string id,
        string title,
        string text,
        string note,
        string seen
    )
    {
        string revision = PlanRevision.Of(text);
        if (
            await _tables.KeepAsync(id, revision, title, text, caller.Person, clock.RealNow, note, seen)
            is not { } entry
        )
        {
            return Refuse<PlanRevisionEntry>(
                RefusalCode.WrongRevision,
                $"{(await _tables.PlanAsync(id))?.Author} has changed the plan meanwhile. Look at the present revision, then change that."
            );
        }

        await audit.AppendAsync(caller.Person, "plan-kept", id, $"revision {revision}", caller.Address);
        return new LibraryAnswer<PlanRevisionEntry>.Done(entry);
    }

    private static string TitleOf(string text, string otherwise) =>
        Read(text)?.Title is { Length: > 0 } title ? title
        : TitleLine().Match(text) is { Success: true } line ? InOneLine(line.Groups["title"].Value.Trim('"', '\''))
        : otherwise;

    /// <summary>What fits a line of a list of a title that is too long to be one.</summary>
    private static string InOneLine(string title) =>
        title.Length <= OneLine.Longest
            ? title
            : $"{title[..(char.IsHighSurrogate(title[OneLine.Longest - 2]) ? OneLine.Longest - 2 : OneLine.Longest - 1)]}…";

    private static Plan? Read(string text) =>
        PlanReader.Read("plan", text, ConnectorKinds.Catalogue, static _ => null).Plan;

    /// <summary>The title in a text that has errors and so is not a plan yet.</summary>
    [GeneratedRegex(
        "^maintenance:[ \\t]*(?<title>[^\\s#].*?)[ \\t\\r]*$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex TitleLine();

    /// <summary>Letters and digits of a title, in lower case, joined by <c>-</c>.</summary>
    private static string IdOf(string title)
    {
        var id = new StringBuilder();
        foreach (char letter in title.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                id.Append(letter);
            }
            else if (id.Length > 0 && id[^1] != '-')
            {
                id.Append('-');
            }
        }

        string whole = id.ToString(0, Math.Min(id.Length, LongestId)).Trim('-');
        return whole.Length > 0 ? whole : "plan";
    }

    private static LibraryAnswer<T>.Refused? Refusal<T>(Caller caller, string text, string note) =>
        !caller.May(Rights.Author)
            ? Refuse<T>(
                RefusalCode.RightMissing,
                $"This needs the right 'author', which {(caller.Person.Length > 0 ? caller.Person : "who is not signed in")} does not have here."
            )
        : text.Length > LongestText
            ? Refuse<T>(RefusalCode.Malformed, $"The text is longer than {LongestText} characters.")
        : note.Length > LongestNote
            ? Refuse<T>(RefusalCode.Malformed, $"The note is longer than {LongestNote} characters.")
        : (Unkept("The text", text) ?? Unkept("The note", note)) is { } fault ? Refuse<T>(RefusalCode.Malformed, fault)
        : null;

    /// <summary>What of a text SQLite would not give back: it ends a text at U+0000, and what stands behind it would be lost unseen.</summary>
    private static string? Unkept(string what, string text) =>
        text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var at
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{what} holds the character U+0000 in line {text.AsSpan(0, at).Count('\n') + 1}, which no text has. Take it out; if there are many, this is no text file."
            )
            : null;

    private static LibraryAnswer<T>.Refused Refuse<T>(RefusalCode code, string reason) => new(code, reason, []);
}
