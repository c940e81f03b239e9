using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GiftCards.Core.Recovery;

/// <summary>
/// Counts and hashes every table of a database, so that a copy can be compared with what it was made from. Columns are
/// taken by name and rows by their key, so that nothing depends on how a table was built or where its rows lie.
/// </summary>
internal static class TableDigests
{
    private const int PatienceSeconds = 3600;

    public static async Task<IReadOnlyList<TableDigest>> OfAsync(
        SqliteConnection connection, CancellationToken cancellationToken)
    {
        List<TableDigest> digests = [];
        foreach (var table in await ListAsync(
            connection,
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
            null,
            cancellationToken))
        {
            var columns = await ListAsync(
                connection, "SELECT name FROM pragma_table_info(@table) ORDER BY name", table, cancellationToken);
            var key = await ListAsync(
                connection,
                "SELECT name FROM pragma_table_info(@table) WHERE pk > 0 ORDER BY pk",
                table,
                cancellationToken);
            var order = key.Count > 0 ? Join(key) : "rowid";
            await using var command = Command(connection, $"SELECT {Join(columns)} FROM {Quote(table)} ORDER BY {order}");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            digests.Add(await DigestAsync(table, reader, cancellationToken));
        }

        return digests;
    }

    /// <summary>The same of PostgreSQL, whose own binary form of the rows is hashed as it comes.</summary>
    public static async Task<IReadOnlyList<TableDigest>> OfAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<TableDigest> digests = [];
        foreach (var table in await ListAsync(connection, PostgresTables, null, cancellationToken))
        {
            var columns = await ListAsync(connection, PostgresColumns, table, cancellationToken);
            var key = await ListAsync(connection, PostgresKey, table, cancellationToken);
            await using var count = Command(connection, $"SELECT COUNT(*) FROM {Quote(table)}");
            var rows = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
            var order = key.Count > 0 ? string.Join(", ", key) : $"{Quote(table)}::text COLLATE \"C\"";
            await using var stream = await connection.BeginRawBinaryCopyAsync(
                $"COPY (SELECT {Join(columns)} FROM {Quote(table)} ORDER BY {order}) TO STDOUT (FORMAT BINARY)",
                cancellationToken);
            var hash = await SHA256.HashDataAsync(stream, cancellationToken);
            digests.Add(new TableDigest(table, rows, Convert.ToHexStringLower(hash)));
        }

        return digests;
    }

    private static async Task<TableDigest> DigestAsync(
        string table, DbDataReader reader, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var rows = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            rows++;
            for (var column = 0; column < reader.FieldCount; column++)
            {
                Add(hash, reader.GetValue(column));
            }
        }

        return new TableDigest(table, rows, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // Kind and length go before each value, so that no two rows look alike.
    private static void Add(IncrementalHash hash, object value)
    {
        var (kind, bytes) = value switch
        {
            long number => ((byte)'i', BitConverter.GetBytes(number)),
            double number => ((byte)'r', BitConverter.GetBytes(number)),
            string text => ((byte)'t', Encoding.UTF8.GetBytes(text)),
            byte[] blob => ((byte)'b', blob),
            _ => ((byte)'n', []),
        };
        Span<byte> head = stackalloc byte[5];
        head[0] = kind;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], bytes.Length);
        hash.AppendData(head);
        hash.AppendData(bytes);
    }

    private static async Task<List<string>> ListAsync(
        DbConnection connection, string sql, string? table, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, sql);
        if (table is not null)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "table";
            parameter.Value = table;
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> names = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come from the database's own catalogue and are quoted.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = PatienceSeconds;
        return command;
    }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private const string PostgresTables =
        """
        SELECT c.relname::text FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        ORDER BY c.relname::text COLLATE "C"
        """;

    private const string PostgresColumns =
        """
        SELECT a.attname::text FROM pg_attribute a
        WHERE a.attrelid = ('public.' || quote_ident(@table))::regclass AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attname::text COLLATE "C"
        """;

    // Text is ordered by its bytes, because another machine may have other ideas of the alphabet.
    private const string PostgresKey =
        """
        SELECT quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END
        FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k (number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
        WHERE i.indrelid = ('public.' || quote_ident(@table))::regclass AND i.indisprimary
        ORDER BY k.place
        """;
}
