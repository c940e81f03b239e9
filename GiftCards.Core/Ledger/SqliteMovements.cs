using System.Data.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GiftCards.Core.Ledger;

/// <summary>
/// Writes groups on SQLite: prepared statements on one connection that stays open, one commit to the disk for all of
/// them. The log is moved into the database file beside the path, never by a commit that somebody waits for.
/// </summary>
internal sealed class SqliteMovements(GiftCardsDatabase database) : IMovementWriter
{
    private readonly RowShapes shapes = new();
    private readonly Dictionary<RowShape, DbCommand> inserts = [];
    private SqliteCheckpoints? checkpoints;
    private GiftCardsDbContext? context;
    private DbCommand? guard;

    /// <summary>One: SQLite has one writer.</summary>
    public const int Lanes = 1;

    public async Task<bool[]> WriteAsync(IReadOnlyList<Movement> group)
    {
        try
        {
            return await WriteInOneCommitAsync(group);
        }
        catch
        {
            await CloseAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (checkpoints is not null)
        {
            await checkpoints.DisposeAsync();
        }
    }

    private async Task<bool[]> WriteInOneCommitAsync(IReadOnlyList<Movement> group)
    {
        context ??= await OpenAsync();
        checkpoints ??= new SqliteCheckpoints(new SqliteConnection(context.Database.GetConnectionString()));
        await checkpoints.MakeRoomAsync(context);
        var applied = new bool[group.Count];
        await using (var transaction = await context.Database.BeginTransactionAsync())
        {
            for (var i = 0; i < group.Count; i++)
            {
                applied[i] = await WriteOneAsync(context, group[i]);
            }

            if (!applied.Contains(true))
            {
                return applied; // Disposed without a commit, the transaction leaves nothing behind.
            }

            await transaction.CommitAsync();
        }

        checkpoints.AfterCommit();
        return applied;
    }

    private async Task<bool> WriteOneAsync(GiftCardsDbContext open, Movement movement)
    {
        if (movement.NewCard is null && !await ChangeAsync(open, movement))
        {
            return false;
        }

        foreach (var row in CardGuard.RowsOf(movement))
        {
            await InsertAsync(open, row);
        }

        return true;
    }

    private async Task<bool> ChangeAsync(GiftCardsDbContext open, Movement movement)
    {
        guard ??= CardGuard.Command(open);
        if (await CardGuard.ChangeAsync(guard, open, movement, CancellationToken.None) is not { } standing
            || (movement.Along is { } along && !await along(open, CancellationToken.None)))
        {
            return false;
        }

        movement.Entry.Transactions[0].Stand(standing);
        return true;
    }

    private async Task InsertAsync(GiftCardsDbContext open, object row)
    {
        var shape = shapes.Of(open, row);
        if (!inserts.TryGetValue(shape, out var command))
        {
            inserts[shape] = command = Insert(open, shape);
        }

        command.Transaction = open.Database.CurrentTransaction?.GetDbTransaction();
        for (var column = 0; column < shape.Columns.Count; column++)
        {
            command.Parameters[column].Value = shape.ValueOf(row, column) ?? DBNull.Value;
        }

        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The statement that inserts one row of a table.</summary>
    internal static DbCommand Insert(GiftCardsDbContext open, RowShape shape)
    {
        var command = open.Database.GetDbConnection().CreateCommand();
        var names = Enumerable.Range(0, shape.Columns.Count).Select(column => $"@p{column}").ToArray();
#pragma warning disable CA2100 // Table and columns come from the model.
        command.CommandText = $"INSERT INTO \"{shape.Table}\" (\"{string.Join("\", \"", shape.Columns)}\") VALUES ({string.Join(", ", names)})";
#pragma warning restore CA2100
        foreach (var name in names)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private async Task<GiftCardsDbContext> OpenAsync()
    {
        var opened = database.OpenAcrossMerchants(); // Each movement names its card by merchant and id.
        await opened.Database.OpenConnectionAsync();
        await opened.Database.ExecuteSqlRawAsync("PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-65536");
        return opened;
    }

    private async Task CloseAsync()
    {
        foreach (var command in inserts.Values.Append(guard).OfType<DbCommand>())
        {
            await command.DisposeAsync();
        }

        inserts.Clear();
        guard = null;
        if (context is not null)
        {
            await context.DisposeAsync();
            context = null;
        }
    }
}
