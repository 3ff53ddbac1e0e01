using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using Lull.Core.Actions;
using Lull.Core.Common;
using Lull.Core.Maintenances;
using Lull.Engine.Events;
using Lull.Engine.Journal;
using Lull.Engine.Tests.Kit;

namespace Lull.Engine.Tests.Events;

public sealed class EventCodecTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly Instant Noon = Instant.FromUtc(2026, 12, 3, 19, 0);

    public static TheoryData<string> Names => [.. EventCodec.AllNames.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_on_disk_stays_as_it_is(string name)
    {
        MaintenanceEvent happened = Make(name, Sample.Fixed());
        EventDraft draft = EventCodec.Current.Encode(happened, Noon, "sam");

        draft.Type.ShouldBe(name);
        draft.Version.ShouldBe(1);
        using JsonDocument written = JsonDocument.Parse(draft.Payload);
        Golden.Check($"{name}.json", JsonSerializer.Serialize(written, Indented) + "\n");
        EventCodec.Current.Decode(Stored(draft)).ShouldBe(happened);
    }

    [Fact]
    public void Whatever_is_written_is_read_back_the_same() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    string[] names = [.. EventCodec.AllNames.Order(StringComparer.Ordinal)];
                    MaintenanceEvent happened = Make(
                        names[(int)(Math.Abs((long)seed) % names.Length)],
                        Sample.Lucky(seed)
                    );
                    EventCodec
                        .Current.Decode(Stored(EventCodec.Current.Encode(happened, Noon, "sam")))
                        .ShouldBe(happened);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void An_event_of_a_newer_Lull_is_refused_by_name()
    {
        Envelope unknown = Stored(Draft("step-teleported", 1, """{"event":"step-teleported"}"""));

        Should
            .Throw<UnreadableEventException>(() => EventCodec.Current.Decode(unknown))
            .Message.ShouldBe(
                "Event 3 of m-springpatch is 'step-teleported' version 1, which this Lull does not know. "
                    + "A newer Lull wrote it; use that one to read or go on with this maintenance."
            );
        Should
            .Throw<UnreadableEventException>(() =>
                EventCodec.Current.Decode(Stored(Draft("resumed", 2, """{"event":"resumed","by":"sam"}""")))
            )
            .Message.ShouldContain("'resumed' version 2");
    }

    [Theory]
    [InlineData("""{"event":"resumed"}""")]
    [InlineData("""{"event":"resumed","by":null}""")]
    [InlineData("""{"event":"paused","by":"sam","reason":"lunch"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public void A_damaged_payload_names_its_event(string payload) =>
        Should
            .Throw<UnreadableEventException>(() => EventCodec.Current.Decode(Stored(Draft("resumed", 1, payload))))
            .Message.ShouldStartWith("Event 3 of m-springpatch ('resumed') cannot be read: ");

    [Fact]
    public void An_earlier_shape_is_brought_up_to_date_when_it_is_read()
    {
        var codec = new EventCodec(
            new Upcasters()
                .Add(
                    "resumed",
                    from: 1,
                    payload => new JsonObject { ["event"] = "resumed", ["person"] = payload["who"]!.DeepClone() }
                )
                .Add(
                    "resumed",
                    from: 2,
                    payload => new JsonObject { ["event"] = "resumed", ["by"] = payload["person"]!.DeepClone() }
                )
        );
        var resumed = new MaintenanceEvent.Resumed("sam");

        codec.Decode(Stored(Draft("resumed", 1, """{"event":"resumed","who":"sam"}"""))).ShouldBe(resumed);
        codec.Decode(Stored(Draft("resumed", 2, """{"event":"resumed","person":"sam"}"""))).ShouldBe(resumed);
        codec.Encode(resumed, Noon, "sam").Version.ShouldBe(3);
        codec.Decode(Stored(codec.Encode(resumed, Noon, "sam"))).ShouldBe(resumed);
    }

    [Fact]
    public void A_plan_that_was_written_before_roles_had_zones_is_read()
    {
        var planned = (MaintenanceEvent.Planned)Make("planned", Sample.Fixed());
        JsonNode payload = JsonNode.Parse(EventCodec.Current.Encode(planned, Noon, "sam").Payload.Span)!;
        foreach (JsonNode? role in payload["procedure"]!["roles"]!.AsArray())
        {
            role!.AsObject().Remove("zones").ShouldBeTrue();
        }

        EventCodec
            .Current.Decode(Stored(Draft("planned", 1, payload.ToJsonString())))
            .ShouldBeOfType<MaintenanceEvent.Planned>()
            .Procedure.Roles.ShouldBe([.. planned.Procedure.Roles.Select(role => role with { Zones = [] })]);
    }

    private static MaintenanceEvent Make(string name, Sample sample)
    {
        Type type = typeof(MaintenanceEvent)
            .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>()
            .Single(derived => (string)derived.TypeDiscriminator! == name)
            .DerivedType;
        return (MaintenanceEvent)sample.Of(type);
    }

    private static EventDraft Draft(string type, int version, string payload) =>
        new()
        {
            At = Noon,
            Type = type,
            Version = version,
            Actor = "engine",
            Payload = Encoding.UTF8.GetBytes(payload),
        };

    private static Envelope Stored(EventDraft draft) =>
        new()
        {
            Maintenance = MaintenanceId.Of("m-springpatch"),
            Sequence = 3,
            Epoch = 1,
            At = draft.At,
            Type = draft.Type,
            Version = draft.Version,
            Actor = draft.Actor,
            Cause = draft.Cause,
            Payload = draft.Payload,
            Previous = EventHash.Zero,
            Hash = EventHash.Zero,
        };
}
