namespace Lull.Server.People.OpenId;

/// <summary>The provider did not confirm who somebody is. The message says why, without secrets, and can be shown.</summary>
public sealed class OpenIdException(string message, Exception? cause = null) : Exception(message, cause);
