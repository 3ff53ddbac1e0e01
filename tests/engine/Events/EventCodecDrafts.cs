using Lull.Core.Maintenances;
using Lull.Engine.Events;
using Lull.Engine.Journal;
using Lull.Engine.Tests.Kit;

namespace Lull.Engine.Tests.Events;

/// <summary>Events as a journal takes them, for tests that write a journal by hand.</summary>
internal static class EventCodecDrafts
{
    public static EventDraft Of(MaintenanceEvent happened) =>
        EventCodec.Current.Encode(happened, Written.Afternoon.Start, "engine");
}
