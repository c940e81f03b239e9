using System.Security.Cryptography;
using System.Text.Json;
using GiftCards.Core.Persistence;
using Microsoft.Data.Sqlite;

namespace GiftCards.Web.Hosting;

/// <summary>
/// In Development the three secret keys are made on the first run and kept beside the database, so that a newcomer
/// configures nothing and a second start reads the same data. Elsewhere they come from the settings.
/// </summary>
internal static class SecretKeyFile
{
    /// <summary>The names under <c>Keys:</c>, in the order of <see cref="Core.Common.SecretKeys"/>.</summary>
    public static readonly IReadOnlyList<string> Names = ["Codes", "Data", "Email"];

    public static Dictionary<string, string> ReadOrMake(DatabaseOptions database)
    {
        var path = Path.Combine(FolderOf(database), "development-keys.json");
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))
                ?? throw new InvalidOperationException($"{path} holds no keys.");
        }

        var keys = Names.ToDictionary(name => name, _ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, Options());
        JsonSerializer.Serialize(file, keys);
        return keys;
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static string FolderOf(DatabaseOptions database)
    {
        if (database.Provider == DatabaseProvider.Sqlite)
        {
            var file = new SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            {
                return folder;
            }
        }

        return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "giftcards");
    }
}
