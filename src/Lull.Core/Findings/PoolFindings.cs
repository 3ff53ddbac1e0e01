using Lull.Core.Plans;
using Lull.Core.Sites;

namespace Lull.Core.Findings;

/// <summary>How many servers of a pool a plan may take out of service at the same time.</summary>
internal static class PoolFindings
{
    /// <summary>From so many hosts on, a rolling block begins with one host.</summary>
    private const int Large = 6;

    internal static ValueList<FindingRule> Rules { get; } =
    [
        new()
        {
            Code = "LULL1305",
            Name = "waves-without-order",
            Severity = Severity.Warning,
            Title = "Two waves take servers out at the same time",
            Why =
                "Nothing makes the second wave wait until the first one is back. When the first is late, both halves of the pool are out "
                + "at the same time, whatever the clock times of the two waves say.",
            WhatToDo =
                "Give the first wave an `id:` and the second `after: [id]`. With a bracket around the first, it is over only when its "
                + "servers are back.",
            Example = """
                change:
                  - parallel:
                      - rolling: web[1-5]
                        not-before: 00:00
                        with: [{ edge.drain: { server: "{host}" } }]
                        steps: [{ title: Patch, manual: Start the updates. }]
                      - rolling: web[6-10]
                        not-before: 04:30
                        with: [{ edge.drain: { server: "{host}" } }]
                        steps: [{ title: Patch, manual: Start the updates. }]
                """,
            WhenToWaive =
                "When the two waves take servers from different pools. A site that names its pools says so by itself.",
            Look = WavesWithoutOrder,
        },
        new()
        {
            Code = "LULL1306",
            Name = "waves-break-pool-floor",
            Severity = Severity.Error,
            Title = "Waves that may happen at the same time leave too few servers in a pool",
            Why =
                "The site says how many servers of the pool must stay in service. Together the waves take out more than that allows; Lull "
                + "would have to stop one of them in the middle.",
            WhatToDo =
                "Make the later wave wait for the earlier one with `after: [id]`, or take out fewer servers at a time.",
            Example = """
                # the site: pools: { web: { hosts: "web[1-10]", floor: 5 } }
                change:
                  - parallel:
                      - { rolling: "web[1-5]", batches: [5], with: [{ edge.drain: {} }], steps: [{ manual: Patch. }] }
                      - { rolling: "web[6-10]", batches: [5], with: [{ edge.drain: {} }], steps: [{ manual: Patch. }] }
                """,
            WhenToWaive = "",
            Look = WavesBreakFloor,
        },
        new()
        {
            Code = "LULL1307",
            Name = "batch-breaks-pool-floor",
            Severity = Severity.Error,
            Title = "A block takes more servers out than the pool's floor allows",
            Why =
                "The site says how many servers of the pool must stay in service. A batch that needs more than that can never start.",
            WhatToDo = "Make the batches smaller, or write a `max-unavailable:` that the floor allows.",
            Example = """
                # the site: pools: { web: { hosts: "web[1-10]", floor: 80% } }
                change:
                  - rolling: web
                    batches: [50%]
                    max-unavailable: 5
                    with: [{ edge.drain: { server: "{host}" } }]
                    steps: [{ title: Patch, manual: Start the updates. }]
                """,
            WhenToWaive = "",
            Look = BatchBreaksFloor,
        },
        new()
        {
            Code = "LULL1308",
            Name = "no-canary",
            Severity = Severity.Note,
            Title = "A large rolling block does not begin with one host",
            Why =
                "The first batch finds out whether the change works at all. When it is one host, one host pays for that.",
            WhatToDo = "Begin with one host: `batches: [1, 25%, 50%]`.",
            Example = """
                change:
                  - rolling: web[1-10]
                    batches: [50%]
                    steps: [{ title: Deploy, shell.run: deploy engine 4.2 }]
                """,
            WhenToWaive =
                "When the same revision already runs elsewhere, or the rehearsal was on hosts of the same kind.",
            Look = NoCanary,
        },
    ];

    private static IEnumerable<Remark> WavesWithoutOrder(PlanReading reading)
    {
        Wave[] waves = [.. Waves(reading), .. WavesByHand(reading)];
        for (int j = 1; j < waves.Length; j++)
        {
            Wave? other = waves[..j]
                .FirstOrDefault(wave =>
                    reading.Order.MayOverlap(wave.Place, waves[j].Place)
                    && wave.Through == waves[j].Through
                    && !ArePoolsKnown(reading, wave, waves[j])
                );
            if (other is not null)
            {
                yield return new Remark(
                    waves[j].Place.Step.Where,
                    $"'{waves[j].Place.Step.Name()}' can begin while '{other.Place.Step.Name()}' still has its servers out",
                    "let it wait: give the first an 'id:' and this one 'after: [id]'"
                );
            }
        }
    }

    private static IEnumerable<Remark> WavesBreakFloor(PlanReading reading)
    {
        Wave[] waves = [.. Waves(reading)];
        foreach (Pool pool in reading.Site?.Pools ?? [])
        {
            for (int j = 1; j < waves.Length; j++)
            {
                var together = new List<Wave> { waves[j] };
                foreach (Wave wave in waves[..j].Where(wave => wave.OutOf(pool) > 0))
                {
                    if (together.TrueForAll(each => reading.Order.MayOverlap(each.Place, wave.Place)))
                    {
                        together.Add(wave);
                    }
                }

                int most = together.Sum(wave => wave.OutOf(pool));
                if (together.Count > 1 && waves[j].OutOf(pool) > 0 && most > AllowedOut(pool))
                {
                    yield return new Remark(
                        waves[j].Place.Step.Where,
                        $"{Words.Quoted(together.AsEnumerable().Reverse().Select(wave => wave.Place.Step.Name()))} can have {most} servers of "
                            + $"'{pool.Name}' out at the same time; its floor allows {AllowedOut(pool)} of {pool.Hosts.Count}",
                        "let the later one wait with 'after: [id]', or take out fewer at a time"
                    );
                }
            }
        }
    }

    private static IEnumerable<Remark> BatchBreaksFloor(PlanReading reading) =>
        from pool in reading.Site?.Pools ?? []
        from wave in Waves(reading)
        let most = wave.OutOf(pool)
        where most > AllowedOut(pool)
        select new Remark(
            wave.Place.Step.Where,
            $"'{wave.Place.Step.Name()}' takes {most} servers of '{pool.Name}' out at the same time; its floor allows "
                + $"{AllowedOut(pool)} of {pool.Hosts.Count}",
            AllowedOut(pool) > 0
                ? $"write 'max-unavailable: {AllowedOut(pool)}' or smaller batches"
                : "add servers to the pool or lower its floor in the site: as it is, none may leave"
        );

    private static IEnumerable<Remark> NoCanary(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps)
        {
            if (
                place.Step is Step.Rolling { Batches: [var first, ..] } rolling
                && reading.Hosts.CountOf(rolling.Over) is { } hosts and >= Large
                && first.AtLeastOneOf(hosts) is var size and > 1
            )
            {
                yield return new Remark(
                    place.Step.Where,
                    $"'{place.Step.Name()}' begins with {size} of {hosts} hosts",
                    "begin with one: 'batches: [1, 25%, 50%]'"
                );
            }
        }
    }

    private static int AllowedOut(Pool pool) => pool.Hosts.Count - pool.Floor.ToKeepOf(pool.Hosts.Count);

    private static bool ArePoolsKnown(PlanReading reading, Wave one, Wave other) =>
        one.Hosts.Count > 0
        && other.Hosts.Count > 0
        && one.Hosts.Concat(other.Hosts)
            .All(host => reading.Site?.Pools.Any(pool => pool.Hosts.Contains(host, StringComparer.Ordinal)) is true);

    /// <summary>Blocks and steps that hold a bracket which takes their hosts out of service.</summary>
    private static IEnumerable<Wave> Waves(PlanReading reading)
    {
        foreach (StepPlace place in reading.Steps)
        {
            if (place.Step is Step.Rolling rolling)
            {
                Bracket? inside = Inside(rolling)
                    .Prepend(rolling)
                    .SelectMany(step => step.With)
                    .FirstOrDefault(bracket => TakesOut(reading, bracket));
                if (inside is not null)
                {
                    ValueList<string> hosts = reading.Hosts.Of(rolling.Over);
                    yield return new Wave(place, hosts, MostOut(rolling, hosts.Count), inside.Call.ToString());
                }
            }
            else if (
                !place.Around.Any(step => step is Step.Rolling)
                && place.Step.With.FirstOrDefault(bracket => TakesOut(reading, bracket)) is { } bracket
            )
            {
                HostSelection? on =
                    bracket.On ?? place.WithAround().Select(step => step.On).FirstOrDefault(on => on is not null);
                ValueList<string> hosts = reading.Hosts.Of(on);
                yield return new Wave(place, hosts, hosts.Count, bracket.Call.ToString());
            }
        }
    }

    /// <summary>Steps that take servers out by hand, each standing for its track.</summary>
    private static IEnumerable<Wave> WavesByHand(PlanReading reading) =>
        reading
            .Leaves.Where(place => place.Phase is not PhaseKind.Prepare && BracketWords.Pool.IsOpenedBy(place.Step))
            .Select(place => new Wave(place, reading.Hosts.Of(place.Step.On), 0, "by hand"));

    private static IEnumerable<Step> Inside(Step step) => step.Parts().SelectMany(part => Inside(part).Prepend(part));

    private static bool TakesOut(PlanReading reading, Bracket bracket) =>
        reading.TraitsOf(bracket.Call) is { } traits
            ? traits.TakesOutOfService
            : BracketWords.Pool.OpeningActions.Contains(bracket.Call.Action, StringComparer.Ordinal);

    private static int MostOut(Step.Rolling rolling, int hosts)
    {
        int batch = rolling.Batches.Count == 0 ? 1 : rolling.Batches.Max(share => share.AtLeastOneOf(hosts));
        int most = Math.Min(batch, rolling.MaxUnavailable?.AtLeastOneOf(hosts) ?? batch);
        return rolling.AtOnce is > 0 and { } atOnce ? Math.Min(most, atOnce) : most;
    }

    /// <summary>Something that takes hosts out of service.</summary>
    /// <param name="Place">Where it stands.</param>
    /// <param name="Hosts">Its hosts, when the plan names them.</param>
    /// <param name="AtOnce">How many of them at the same time.</param>
    /// <param name="Through">The action that takes them out.</param>
    private sealed record Wave(StepPlace Place, ValueList<string> Hosts, int AtOnce, string Through)
    {
        internal int OutOf(Pool pool) => Math.Min(AtOnce, Hosts.Count(pool.Hosts.Contains));
    }
}
