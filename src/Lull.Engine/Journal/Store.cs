namespace Lull.Engine.Journal;

/// <summary>Where one engine keeps everything: a directory of mode 0700 with files of mode 0600.</summary>
public sealed record Store
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A store in this directory, which need not exist yet.</summary>
    public Store(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Directory = Path.GetFullPath(directory);
    }

    /// <summary>Absolute path.</summary>
    public string Directory { get; }

    /// <summary>The journal: a SQLite file. Never open it while an engine has it; ask the engine.</summary>
    public string JournalPath => Path.Combine(Directory, "journal.db");

    /// <summary>Says which engine has the store open, see <see cref="StoreOwner"/>.</summary>
    public string OwnerPath => Path.Combine(Directory, "engine.json");

    /// <summary>The installation's private key, see <see cref="InstallationKey"/>.</summary>
    public string KeyPath => Path.Combine(Directory, "installation-key.pem");

    /// <inheritdoc/>
    public override string ToString() => Directory;

    /// <summary>
    /// Why this user could keep nothing here, as a sentence; empty when they could. Tries it, and leaves nothing behind. Not while
    /// an engine has the store open.
    /// </summary>
    public string WhyNotWritable()
    {
        try
        {
            string nearest = NearestDirectory();
            string probe = Path.Combine(nearest, $".lull-{Guid.NewGuid():N}");
            new FileStream(probe, NewFile()).Dispose();
            File.Delete(probe);
            if (File.Exists(JournalPath))
            {
                new FileStream(JournalPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite).Dispose();
            }

            return "";
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"Nothing can be written to {this} by {Environment.UserName}: {refused.Message.TrimEnd('.')}. "
                + "Choose another directory or change its rights.";
        }
    }

    /// <summary>What is there of the store: its own directory, or the one that it would be made in.</summary>
    private string NearestDirectory()
    {
        string nearest = Directory;
        while (!Path.Exists(nearest) && Path.GetDirectoryName(nearest) is { } parent)
        {
            nearest = parent;
        }

        return nearest;
    }

    /// <summary>Makes the directory if it is not there, for its owner only.</summary>
    internal void MakeDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(Directory);
            return;
        }

        if (!System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.CreateDirectory(Directory, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Makes an empty journal if there is none; takes the rights of others away from one that was put there.</summary>
    /// <remarks>Never opens a file that exists: closing it again would drop the locks SQLite has on it in this process.</remarks>
    internal void MakeJournal()
    {
        if (!File.Exists(JournalPath))
        {
            new FileStream(JournalPath, NewFile()).Dispose();
        }
        else if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(JournalPath) != OwnerOnly)
        {
            File.SetUnixFileMode(JournalPath, OwnerOnly);
        }
    }

    /// <summary>How a file is made that did not exist, for its owner only from its first moment on.</summary>
    internal static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
