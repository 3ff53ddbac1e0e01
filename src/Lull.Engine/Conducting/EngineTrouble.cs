namespace Lull.Engine.Conducting;

/// <summary>A maintenance that does not go on.</summary>
/// <param name="Maintenance">Which.</param>
/// <param name="Text">What happened and what can be done.</param>
/// <param name="CannotRecord">True while its conductor lives and waits for the journal to be writable again.</param>
public sealed record EngineTrouble(MaintenanceId Maintenance, string Text, bool CannotRecord);
