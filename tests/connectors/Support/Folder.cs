namespace Lull.Connectors.Tests.Support;

/// <summary>A folder that goes away with the test. Its name is short because sockets allow 107 bytes.</summary>
internal sealed class Folder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("lull-t").FullName;

    internal string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
