using Lull.Core.Plans;

namespace Lull.Core.Procedures;

internal sealed partial class Drafting
{
    /// <summary>
    /// Batches of host tracks. Brackets that mention a host are opened inside each track; the others, such as a maintenance page,
    /// once around the whole block.
    /// </summary>
    private Draft AddRolling(Step.Rolling step, Place place, PathNames names, string path)
    {
        ILookup<bool, Bracket> brackets = step.With.ToLookup(bracket =>
            bracket.On is null && IsPerHost(bracket.Call, bracket.Where)
        );
        return AddWith(
            step,
            [.. brackets[false]],
            place,
            names,
            inside => AddRolling(step, [.. brackets[true]], inside, path)
        );
    }

    private Draft AddRolling(Step.Rolling step, IReadOnlyList<Bracket> perHost, Place place, string path)
    {
        IReadOnlyList<SiteHost> hosts = _site.Select(step.Over);
        ValueList<int> sizes = Sizes(step, hosts.Count);
        int maxUnavailable = step.MaxUnavailable?.AtLeastOneOf(hosts.Count) ?? sizes.DefaultIfEmpty(1).Max();
        int tolerate = Math.Max(0, step.Tolerate.Of(hosts.Count));
        string title = StepTitle.Of(step, MainArgumentOf);
        Draft rolling = Add(
            place,
            NodeKind.Rolling,
            path,
            _templates.FillForAll(title, SiteLookup.Text(step.Over), step.Where),
            step
        );
        rolling.Node = rolling.Node with { Tolerate = tolerate, MaxUnavailable = maxUnavailable };
        Place below = place.In(rolling, place.Names) with { Rolling = rolling };
        for (int number = 0, first = 0; number < sizes.Count; first += sizes[number], number++)
        {
            if (number > 0 && step.Pause > Duration.Zero)
            {
                AddPause(step, below);
            }

            Draft batch = Add(
                below,
                NodeKind.Batch,
                below.Names.Next($"batch {number + 1}"),
                $"Batch {number + 1} of {sizes.Count}: {(sizes[number] == 1 ? "1 host" : $"{sizes[number]} hosts")}"
            );
            batch.Node = batch.Node with
            {
                Limit = AtMost(step.AtOnce, Math.Min(sizes[number], maxUnavailable)),
                ToleratePerBatch = Math.Max(0, step.ToleratePerBatch?.Of(sizes[number]) ?? tolerate),
            };
            for (int index = first; index < first + sizes[number]; index++)
            {
                AddTrack(step, perHost, title, below.On(hosts[index]) with { Parent = batch });
            }
        }

        AddUndo(step, rolling, place);
        return rolling;
    }

    private void AddTrack(Step.Rolling step, IReadOnlyList<Bracket> brackets, string title, Place place)
    {
        SiteHost host = place.Host!;
        string path = place.Names.Next(host.Name);
        Draft track = Add(
            place,
            NodeKind.HostTrack,
            path,
            _templates.MentionsHost(title) ? _templates.Fill(title, host, step.Where) : host.Name
        );
        Place inside = place.In(track, new PathNames(path)) with { Track = track };
        Draft steps = track;
        if (brackets.Count > 0)
        {
            AddWith(
                step,
                brackets,
                inside,
                inside.Names,
                here => steps = Add(here, NodeKind.Sequence, here.Names.Next("steps"), track.Node.Title)
            );
        }

        AddAll(step.Steps, inside.In(steps, inside.Names).InUndo(step.Title.Length > 0 ? track.Node.Title : ""));

        // The roll back of a host stands inside the brackets of its steps, so that they are held while it runs.
        AddUndo(step.Rollback, steps, inside, $"Undo: {track.Node.Title}");
    }

    private void AddPause(Step.Rolling step, Place place)
    {
        Draft wait = Add(place, NodeKind.Wait, place.Names.Next("pause"), "Watch before the next batch");
        wait.Node = wait.Node with { Estimate = new Estimate(step.Pause, step.Pause, step.Pause), Within = step.Pause };
    }

    /// <summary>Sizes of the batches: as written, the last repeated, one host at a time when nothing is written.</summary>
    private static ValueList<int> Sizes(Step.Rolling step, int hosts)
    {
        var sizes = new List<int>();
        for (int left = hosts; left > 0; left -= sizes[^1])
        {
            int wanted =
                step.Batches.Count == 0
                    ? 1
                    : step.Batches[Math.Min(sizes.Count, step.Batches.Count - 1)].AtLeastOneOf(hosts);
            sizes.Add(Math.Min(wanted, left));
        }

        return [.. sizes];
    }

    private static int AtMost(int? limit, int number) => limit is > 0 ? Math.Min(limit.Value, number) : number;
}
