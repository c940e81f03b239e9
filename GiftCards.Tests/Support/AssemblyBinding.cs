using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using GiftCards.Core.Persistence.Sqlite;

namespace GiftCards.Tests.Support;

internal static class AssemblyBinding
{
    /// <summary>
    /// bUnit asks for newer builds of a few libraries than the registry holds; it gets the ones that are here.
    /// </summary>
    [ModuleInitializer]
    internal static void Initialize()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name.Version is not null && File.Exists(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"))
                ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"))
                : null;
        SqliteNative.EnsureLoaded();

        // Nobody edits settings while tests run, and the system allows few watchers to all its programs together. The
        // processes that tests start inherit this.
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "true");
    }
}
