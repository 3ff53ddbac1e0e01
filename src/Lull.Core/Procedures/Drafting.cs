using Lull.Core.Plans;
using Lull.Core.Windows;

namespace Lull.Core.Procedures;

/// <summary>Grows the tree of nodes from the steps of a plan. Blocks here; leaves, brackets and rolling blocks in the other parts.</summary>
internal sealed partial class Drafting
{
    /// <summary>More than anybody can review; the point is to stop before memory does.</summary>
    private const int MostNodes = 1_000_000;

    private const int Deepest = 100;

    private readonly Plan _plan;
    private readonly SiteLookup _site;
    private readonly Templates _templates;
    private readonly CallFilling _calls;
    private readonly CompilerFindings _findings;
    private readonly TimeResolution _times;
    private readonly Dictionary<string, int> _items = new(StringComparer.Ordinal);
    private int _count;

    internal Drafting(Plan plan, SiteLookup site, Templates templates, TimeResolution times, CompilerFindings findings)
    {
        _plan = plan;
        _site = site;
        _templates = templates;
        _calls = new CallFilling(site, templates, findings);
        _times = times;
        _findings = findings;
        for (int number = 0; number < plan.Items.Count; number++)
        {
            _items.TryAdd(plan.Items[number].Id, number);
        }

        Order = new StepOrdering(findings);
    }

    /// <summary>All brackets, by number.</summary>
    internal List<BracketDraft> Brackets { get; } = [];

    /// <summary>The phases, in order, with their nodes.</summary>
    internal List<(Phase Phase, Draft Draft)> Phases { get; } = [];

    internal StepOrdering Order { get; }

    /// <summary>The whole tree.</summary>
    internal Draft Root()
    {
        var names = new PathNames("");
        var nowhere = new Draft(parent: null, Node(NodeKind.Sequence, "", "", place: null));
        var place = new Place { Parent = nowhere, Names = names };
        var root = new Draft(parent: null, Node(NodeKind.Sequence, names.Next("maintenance"), _plan.Title, place));
        foreach (Phase phase in _plan.Phases.OrderBy(phase => phase.Kind))
        {
            string path = names.Next(phase.Kind.ToString());
            Place here = place with { Parent = root, Phase = Phases.Count };
            Draft draft = Add(here, NodeKind.Sequence, path, phase.Kind.ToString());
            Phases.Add((phase, draft));
            AddAll(phase.Steps, here.In(draft, new PathNames(path)));
        }

        if (_plan.Rollback is Rollback.Block block)
        {
            AddUndo(block.Steps, root, place with { Parent = root }, "Roll back", word: "rollback");
        }

        return root;
    }

    private void AddAll(ValueList<Step> steps, Place place)
    {
        for (int number = 0; number < steps.Count; number++)
        {
            if (_count > MostNodes)
            {
                _findings.Say(
                    CompilerFindings.TooLarge,
                    _plan.Where,
                    $"This plan becomes more than {MostNodes:N0} steps on this site",
                    "split it, or name fewer hosts"
                );
                return;
            }

            string named = place.Undo.Length > 0 ? StepTitle.OfPart(place.Undo, number + 1, steps.Count) : "";
            AddStep(steps[number], place with { Undo = "", Named = named });
        }
    }

    private void AddStep(Step step, Place around)
    {
        if (around.Depth == Deepest)
        {
            _findings.Say(
                CompilerFindings.TooLarge,
                step.Where,
                $"This is nested more than {Deepest} blocks deep",
                "put parts into blocks side by side"
            );
            return;
        }

        string path = around.Names.Next(step.Id.Length > 0 ? step.Id : StepTitle.Of(step, MainArgumentOf));
        var names = new PathNames(path);
        Place place = Own(step, around);
        Draft outermost = step switch
        {
            Step.Rolling rolling => AddRolling(rolling, place, names, path),
            _ => AddWith(
                step,
                step.With,
                place,
                names,
                inside =>
                    step switch
                    {
                        Step.Sequence sequence => AddBlock(NodeKind.Sequence, step, sequence.Steps, inside, path),
                        Step.Parallel parallel => AddBlock(NodeKind.Parallel, step, parallel.Steps, inside, path),
                        _ => AddLeaves(step, inside, path),
                    }
            ),
        };
        outermost.Node = outermost.Node with
        {
            NotBefore = InstantOf(step.NotBefore, step.Where),
            Due = InstantOf(step.Due, step.Where) ?? outermost.Node.Due,
        };
        Order.Register(step, outermost);
    }

    /// <summary>What the step itself says of its hosts, role, item and whether it is done at all, over what its block says.</summary>
    private Place Own(Step step, Place place)
    {
        int item = place.Item;
        string notDoing = step.NotDoing.Length > 0 ? step.NotDoing : place.NotDoing;
        if (step.Item.Length > 0 && !place.IsUndo)
        {
            if (!_items.TryGetValue(step.Item, out item))
            {
                item = -1;
                _findings.SayUnknown(
                    CompilerFindings.UnknownItem,
                    step.Where,
                    $"'{step.Item}' is not an item of this plan",
                    step.Item,
                    _items.Keys
                );
            }
            else if (notDoing.Length == 0 && _plan.Items[item] is { State: ItemState.NotDoing } left)
            {
                notDoing = left.Because.Length > 0 ? left.Because : $"'{left.Title}' is not being done.";
            }
        }

        place = place with
        {
            Item = item,
            NotDoing = notDoing,
            Role = step.Role.Length > 0 ? step.Role : place.Role,
            AtOnce = Math.Max(0, step.AtOnce ?? place.AtOnce),
            Depth = place.Depth + 1,
        };
        return step.On is null
            ? place
            : place with
            {
                Host = null,
                Hosts = _site.Select(step.On),
                About = _site.Select(step.On),
                HostsText = SiteLookup.Text(step.On),
                AtOnce = Math.Max(0, step.AtOnce ?? 0),
            };
    }

    private Draft AddBlock(NodeKind kind, Step step, ValueList<Step> steps, Place place, string path)
    {
        Draft block = Add(place, kind, path, TitleOf(step, place), step);
        AddAll(steps, place.In(block, place.Names).InUndo(step.Title.Length > 0 ? block.Node.Title : ""));
        AddUndo(step, block, place);
        return block;
    }

    private void AddUndo(Step step, Draft undone, Place place) =>
        AddUndo(
            step.Undo,
            undone,
            place with
            {
                Undo = StepTitle.OfUndo(undone.Node.Title),
            },
            $"Undo: {undone.Node.Title}"
        );

    /// <summary>Steps that undo a node; an undo has none itself, nor has what is not done.</summary>
    private void AddUndo(ValueList<Step> steps, Draft undone, Place place, string title, string word = "undo")
    {
        if (steps.Count == 0 || place.IsUndo || place.NotDoing.Length > 0)
        {
            return;
        }

        string path = place.Names.Next(word);
        _count++;
        var undo = new Draft(undone, Node(NodeKind.Sequence, path, title, place) with { IsUndo = true, Phase = -1 })
        {
            Track = place.Track,
            Rolling = place.Rolling,
        };
        undone.Undo = undo;
        AddAll(
            steps,
            place with
            {
                Parent = undo,
                Names = new PathNames(path),
                Phase = -1,
                Item = -1,
                UndoRoot = undo,
            }
        );
    }

    private Draft Add(Place place, NodeKind kind, string path, string title, Step? step = null)
    {
        _count++;
        Node node = Node(kind, path, title, place);
        var draft = new Draft(
            place.Parent,
            step is null
                ? node
                : node with
                {
                    OnFailure = place.IsUndo ? OnFailure.Ask : step.OnFailure,
                    Tickets = [.. step.Tickets.Select(ticket => ticket.Key)],
                    Notes = step.Notes,
                    Item = place.Item,
                }
        )
        {
            Track = place.Track,
            Rolling = place.Rolling,
            UndoRoot = place.UndoRoot,
            Where = step?.Where ?? SourceSpan.None,
        };
        place.Parent.Children.Add(draft);
        return draft;
    }

    private Node Node(NodeKind kind, string path, string title, Place? place) =>
        new()
        {
            Number = -1,
            Path = path,
            Kind = kind,
            Parent = -1,
            Title = title,
            Phase = place?.Phase ?? -1,
            Host = _site.Touch(place?.Host),
            IsUndo = place?.IsUndo ?? false,
            NotDoing = place?.NotDoing ?? "",
            Estimate = new Estimate(Duration.Zero, Duration.Zero, Duration.Zero),
        };

    private string TitleOf(Step step, Place place)
    {
        if (step is Step.Action { Title: "" } && place.Named.Length > 0)
        {
            return place.Named;
        }

        string title = StepTitle.Of(step, MainArgumentOf);
        return place is { Host: null, Hosts: not null }
            ? _templates.FillForAll(title, place.HostsText, step.Where)
            : _templates.Fill(title, place.Host, step.Where);
    }

    private string MainArgumentOf(ActionCall call, SourceSpan where) => _site.TraitsOf(call, where)?.MainArgument ?? "";

    private Instant? InstantOf(TimeExpression? time, SourceSpan where) =>
        time is null ? null : PlanTimes.Resolve(_times, time, where, _plan.Waivers, _findings);
}
