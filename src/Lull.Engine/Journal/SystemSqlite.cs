using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Lull.Engine.Journal;

/// <summary>Uses the SQLite that the operating system maintains, so that its security fixes reach us without a release of ours.</summary>
public static class SystemSqlite
{
    /// <summary>STRICT tables came with 3.37.</summary>
    private static readonly Version Oldest = new(3, 37, 0);

    private static readonly Lazy<Version> Loaded = new(() => Load(Names));

    /// <summary>The version of the library, such as 3.40.1.</summary>
    /// <exception cref="SqliteMissingException">Missing or too old; says what to install.</exception>
    public static Version Version => Loaded.Value;

    private static string[] Names =>
        OperatingSystem.IsWindows() ? ["winsqlite3"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"]
        : ["libsqlite3.so.0"];

    /// <summary>The first library of these names that can be loaded.</summary>
    internal static nint Find(string[] names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint handle))
            {
                return handle;
            }
        }

        throw new SqliteMissingException(
            $"The SQLite library ({string.Join(" or ", names)}) is not installed, and the journal needs it. "
                + "Install it and start again; on Debian and Ubuntu: apt-get install libsqlite3-0"
        );
    }

    private static Version Load(string[] names)
    {
        nint library = Find(names);
        Assembly provider = typeof(SQLite3Provider_sqlite3).Assembly;
        NativeLibrary.SetDllImportResolver(provider, (name, _, _) => name == "sqlite3" ? library : nint.Zero);
        raw.SetProvider(new SQLite3Provider_sqlite3());
        raw.FreezeProvider();
        var version = Version.Parse(raw.sqlite3_libversion().utf8_to_string());
        return version >= Oldest
            ? version
            : throw new SqliteMissingException(
                $"The system's SQLite is {version}; the journal needs {Oldest} or newer. Upgrade the package libsqlite3-0."
            );
    }
}
