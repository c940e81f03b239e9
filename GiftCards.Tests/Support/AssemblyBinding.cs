using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using GiftCards.Core.Persistence.Sqlite;

namespace GiftCards.Tests.Support;

internal static class AssemblyBinding
{
    /// <summary>
    /// bUnit asks for newer builds of a few libraries than the registry holds; it gets the ones that are here. The many
    /// applications that tests start do not watch their settings, of which a machine allows a user only so many.
    /// </summary>
    [ModuleInitializer]
    internal static void Initialize()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name.Version is not null && File.Exists(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"))
                ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, name.Name + ".dll"))
                : null;
        SqliteNative.EnsureLoaded();
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
    }
}
