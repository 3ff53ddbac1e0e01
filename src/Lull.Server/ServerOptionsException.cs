namespace Lull.Server;

/// <summary>The server cannot be started like this. The message says which option, why, and what to write instead.</summary>
public sealed class ServerOptionsException(string message, Exception? cause = null) : Exception(message, cause);
