using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace GiftCards.Web.Hosting;

/// <summary>
/// There is one settings file, at the root of the repository. The host looks only in its content root, which is the
/// project folder under <c>dotnet run</c> and the publish folder in production, so it is pointed to where the file is.
/// </summary>
internal static class RootSettings
{
    /// <summary>
    /// Reads appsettings*.json from the content root, the folder above it or beside the executable, whichever has it
    /// first.
    /// </summary>
    public static void UseRootSettings(this WebApplicationBuilder builder)
    {
        var folder = FolderOf(builder.Environment);
        if (folder == builder.Environment.ContentRootPath)
        {
            return;
        }

        // The sources are replaced in place: environment variables and the command line come later and keep priority.
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        for (var i = 0; i < sources.Count; i++)
        {
            if (sources[i] is JsonConfigurationSource { Path: { } path } old
                && path.StartsWith("appsettings", StringComparison.Ordinal))
            {
                sources[i] = new JsonConfigurationSource
                {
                    Path = path,
                    Optional = true,
                    ReloadOnChange = old.ReloadOnChange,
                    FileProvider = new PhysicalFileProvider(folder),
                };
            }
        }
    }

    /// <summary>The folder of the settings file; relative paths in the settings start here.</summary>
    public static string FolderOf(IHostEnvironment environment)
    {
        var root = environment.ContentRootPath;
        var above = Path.GetDirectoryName(root.TrimEnd(Path.DirectorySeparatorChar));
        string?[] candidates = [root, above, AppContext.BaseDirectory];
        return candidates.FirstOrDefault(
            folder => folder is not null && File.Exists(Path.Combine(folder, "appsettings.json"))) ?? root;
    }
}
