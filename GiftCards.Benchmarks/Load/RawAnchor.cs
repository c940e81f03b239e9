using System.Data.Common;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Benchmarks.Load;

/// <summary>
/// The least that one redemption costs: the application's own statements with the application's own values, prepared,
/// one transaction for each, straight from the driver. No decision, no key looked up, no answer made.
/// </summary>
internal sealed class RawAnchor(LoadWorld world) : IAsyncDisposable
{
    private readonly SemaphoreSlim sqliteWriter = new(1, 1);
    private readonly List<IAsyncDisposable> opened = [];

    // A card's history counts its versions; far above those that the application gives out.
    private int version = 1_000_000_000;

    /// <summary>One client with its own connection; a hot client always takes the first card.</summary>
    public Func<Task> Client(int client, bool hot)
    {
        var context = world.Get<GiftCardsDatabase>().OpenAcrossMerchants();
        context.Database.OpenConnection();
        lock (opened)
        {
            opened.Add(context);
        }

        var connection = context.Database.GetDbConnection();
        var next = client * 97;
        return connection is NpgsqlConnection npgsql
            ? () => PostgresAsync(context, npgsql, Movement(hot ? 0 : next++))
            : () => SqliteAsync(context, (SqliteConnection)connection, Movement(hot ? 0 : next++));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in opened)
        {
            await one.DisposeAsync();
        }

        sqliteWriter.Dispose();
    }

    private readonly RowShapes shapes = new();
    private readonly Dictionary<DbConnection, (DbCommand Guard, Dictionary<RowShape, DbCommand> Inserts)> prepared = [];

    private async Task SqliteAsync(GiftCardsDbContext context, SqliteConnection connection, Movement movement)
    {
        await sqliteWriter.WaitAsync();
        try
        {
            if (!prepared.TryGetValue(connection, out var commands))
            {
                prepared[connection] = commands = (CardGuard.Command(context), []);
            }

            await using var transaction = connection.BeginTransaction();
            commands.Guard.Transaction = transaction;
            var values = CardGuard.ValuesOf(movement);
            for (var i = 0; i < values.Length; i++)
            {
                commands.Guard.Parameters[i].Value = values[i] is DateTimeOffset at ? context.ToColumn(at) : values[i];
            }

            commands.Guard.ExecuteNonQuery();
            foreach (var row in CardGuard.RowsOf(movement))
            {
                var shape = shapes.Of(context, row);
                if (!commands.Inserts.TryGetValue(shape, out var insert))
                {
                    commands.Inserts[shape] = insert = SqliteMovements.Insert(context, shape);
                }

                insert.Transaction = transaction;
                for (var column = 0; column < shape.Columns.Count; column++)
                {
                    insert.Parameters[column].Value = shape.ValueOf(row, column) ?? DBNull.Value;
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }
        finally
        {
            sqliteWriter.Release();
        }
    }

    private async Task PostgresAsync(GiftCardsDbContext context, NpgsqlConnection connection, Movement movement)
    {
        await using var batch = new NpgsqlBatch(connection);
        var guard = new NpgsqlBatchCommand(PostgresMovements.MoveCards);
        foreach (var value in CardGuard.ValuesOf(movement))
        {
            var one = Array.CreateInstance(value.GetType(), 1);
            one.SetValue(value, 0);
            guard.Parameters.Add(new NpgsqlParameter { Value = one });
        }

        batch.BatchCommands.Add(guard);
        foreach (var row in CardGuard.RowsOf(movement))
        {
            RowShape shape;
            lock (shapes)
            {
                shape = shapes.Of(context, row);
            }

            batch.BatchCommands.Add(PostgresMovements.Insert(shape, [row]));
        }

        await batch.ExecuteNonQueryAsync();
    }

    private Movement Movement(int index)
    {
        var now = world.Get<TimeProvider>().GetUtcNow();
        var card = world.Cards[index % world.Cards.Count].Id;
        var amount = new Money(1, world.Merchant.Currency);
        var entry = JournalEntry.ForCard(
            new EntryDraft(world.Merchant.Id, EntryType.Redeem, now, world.Actor),
            new CardSide(card, -amount)
            {
                After = new CardStanding(1, 0, "partially_used") { Version = Interlocked.Increment(ref version) },
            },
            PostingRules.Redeemed(card, amount));
        return new Movement
        {
            Merchant = world.Merchant.Id,
            Card = card,
            Currency = world.Merchant.Currency,
            BalanceDelta = -1,
            SpentDelta = 1,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(now) { AtLeast = 1 },
            Entry = entry,
            Idempotency = new IdempotencyKey(world.Actor.IdempotencyScope, "redeem", Guid.NewGuid().ToString(), new byte[32]),
            Beside = [OutboxMessage.UseNotice(entry)],
        };
    }
}
