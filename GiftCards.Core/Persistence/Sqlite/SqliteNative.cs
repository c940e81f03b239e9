using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace GiftCards.Core.Persistence.Sqlite;

/// <summary>
/// Binds Microsoft.Data.Sqlite to the operating system's own SQLite library, which the system keeps patched. Must run
/// before the first connection; see docs/decisions/0004-sqlite-native-library.md.
/// </summary>
public static class SqliteNative
{
    private static readonly string[] Candidates = ["libsqlite3.so.0", "libsqlite3.dylib", "winsqlite3"];

#pragma warning disable CA2255 // Every process that touches this assembly needs the binding before EF loads SQLite.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Initialize()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name is { Name: "SQLitePCLRaw.core", Version: not null }
                ? context.LoadFromAssemblyName(new AssemblyName(name.Name))
                : null;
        UseProvider();
    }

    /// <summary>Touches this assembly, so that the binding is in place; call it first thing in a program.</summary>
    public static void Bind() => _ = Candidates;

    /// <summary>
    /// Says in words what is missing when the system has no SQLite; call it before the first connection.
    /// </summary>
    public static void EnsureLoaded()
    {
        if (!TryLoad(out _))
        {
            throw new DllNotFoundException(
                "SQLite's library was not found. Install it (Debian and Ubuntu: apt-get install libsqlite3-0) "
                + "or set Database:Provider to PostgreSql.");
        }
    }

    private static bool TryLoad(out IntPtr handle)
    {
        foreach (var candidate in Candidates)
        {
            if (NativeLibrary.TryLoad(candidate, out handle))
            {
                return true;
            }
        }

        handle = IntPtr.Zero;
        return false;
    }

    // Kept apart, because the types named here can be loaded only once the resolver above is in place. Without the
    // library there is nothing to provide, and a program on PostgreSQL needs none.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UseProvider()
    {
        if (!TryLoad(out _))
        {
            return;
        }

        NativeLibrary.SetDllImportResolver(
            typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
            static (library, _, _) => library == "e_sqlite3" && TryLoad(out var handle) ? handle : IntPtr.Zero);
        SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
    }
}
