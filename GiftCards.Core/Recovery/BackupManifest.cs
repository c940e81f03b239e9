using System.Security.Cryptography;
using System.Text.Json;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Recovery;

/// <summary>One table as the backup holds it.</summary>
/// <param name="Name">The table.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Sha256">SHA-256 over its rows in the order of their key, in hexadecimal.</param>
public sealed record TableDigest(string Name, long Rows, string Sha256);

/// <summary>What lies beside a backup and says what must be in it. It holds no secrets.</summary>
public sealed record BackupManifest
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The version of the application that made it.</summary>
    public required string ProductVersion { get; init; }

    /// <summary>Which database it came from, and can go back into.</summary>
    public required string Database { get; init; }

    /// <summary>The instant that it shows: everything committed before is in it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The last migration of its tables.</summary>
    public required string LastMigration { get; init; }

    /// <summary>SHA-256 of the backup's file, in hexadecimal.</summary>
    public required string FileSha256 { get; init; }

    public required IReadOnlyList<TableDigest> Tables { get; init; }

    /// <summary>Where the manifest of a backup lies.</summary>
    public static string PathOf(string file) => file + ".manifest.json";

    /// <summary>Reads it; throws <see cref="RecoveryException"/> where there is none.</summary>
    public static async Task<BackupManifest> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var path = PathOf(file);
        if (!File.Exists(path))
        {
            throw new RecoveryException($"There is no {path}. It was written beside the backup and belongs to it.");
        }

        await using var stream = File.OpenRead(path);
        try
        {
            return await JsonSerializer.DeserializeAsync<BackupManifest>(stream, Json, cancellationToken)
                ?? throw new JsonException();
        }
        catch (JsonException error)
        {
            throw new RecoveryException($"{path} is no manifest of a backup.", error);
        }
    }

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    internal static string NameOf(DatabaseProvider provider) => provider switch
    {
        DatabaseProvider.Sqlite => "sqlite",
        DatabaseProvider.PostgreSql => "postgresql",
        _ => throw new ArgumentOutOfRangeException(nameof(provider)),
    };

    internal static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    /// <summary>Throws <see cref="RecoveryException"/> unless a database holds exactly what the manifest says.</summary>
    internal void Compare(IReadOnlyList<TableDigest> found)
    {
        var differing = Tables.Except(found).Concat(found.Except(Tables))
            .Select(table => table.Name)
            .Distinct()
            .ToList();
        if (differing.Count > 0)
        {
            throw new RecoveryException(
                $"What was restored is not what was backed up: {string.Join(", ", differing)} differ.");
        }
    }
}
