namespace Lull.Engine.Conducting;

/// <summary>A conductor cannot begin, or must stop. The message says why and what to do.</summary>
public sealed class ConductorException(string message, Exception? cause = null) : Exception(message, cause);
