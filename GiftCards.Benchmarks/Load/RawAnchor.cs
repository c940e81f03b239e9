using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Benchmarks.Load;

/// <summary>What is measured.</summary>
internal enum Work
{
    Redeem,
    Load,
    Issue,
    Validate,
}

/// <summary>
/// The least that an operation costs: the application's own statements with the application's own values, prepared,
/// straight from the driver. No decision, no key looked up, no answer made.
/// </summary>
internal sealed class RawAnchor(LoadWorld world) : IAsyncDisposable
{
    private readonly SemaphoreSlim sqliteWriter = new(1, 1);
    private readonly Dictionary<int, IRawSession> sessions = [];

    // A card's history counts its versions; far above those that the application gives out.
    private int version = 1_000_000_000;

    /// <summary>One client with a connection of its own; a hot client always takes the first card.</summary>
    public Func<Task> Client(Work work, int client, int perCommit = 1, bool hot = false)
    {
        var session = SessionOf(client);
        var next = client * 97;
        return work == Work.Validate
            ? () => session.ReadAsync(world.Hashes[next++ % world.Hashes.Count])
            : () => session.WriteAsync(
                [.. Enumerable.Range(0, perCommit).Select(_ => Next(work, hot ? 0 : next++ % world.Cards.Count))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions.Values)
        {
            await session.DisposeAsync();
        }

        sqliteWriter.Dispose();
    }

    private IRawSession SessionOf(int client)
    {
        lock (sessions)
        {
            if (!sessions.TryGetValue(client, out var session))
            {
                var context = world.Get<GiftCardsDatabase>().OpenAcrossMerchants();
                context.Database.OpenConnection();
                sessions[client] = session = context.Database.GetDbConnection() is NpgsqlConnection
                    ? new RawPostgres(context)
                    : new RawSqlite(context, sqliteWriter);
            }

            return session;
        }
    }

    private RawWrite Next(Work work, int index)
    {
        var now = world.Get<TimeProvider>().GetUtcNow();
        var one = new Money(1, world.Merchant.Currency);
        if (work == Work.Issue)
        {
            var (card, issue) = world.NewCard(one, now);
            var key = IdempotencyRecord.Of(NewKey("issue"), card.Id.Value, now);
            return new RawWrite(null, [card, issue, .. issue.Transactions, .. issue.Postings, key]);
        }

        var used = world.Cards[index].Id;
        var amount = work == Work.Redeem ? -one : one;
        var entry = JournalEntry.ForCard(
            new EntryDraft(
                world.Merchant.Id, work == Work.Redeem ? EntryType.Redeem : EntryType.Load, now, world.Actor),
            new CardSide(used, amount)
            {
                After = new CardStanding(1, 0, "partially_used") { Version = Interlocked.Increment(ref version) },
            },
            work == Work.Redeem ? PostingRules.Redeemed(used, one) : PostingRules.SoldAtCounter(used, one));
        var movement = new Movement
        {
            Merchant = world.Merchant.Id,
            Card = used,
            Currency = world.Merchant.Currency,
            BalanceDelta = amount.Minor,
            SpentDelta = work == Work.Redeem ? 1 : 0,
            Status = StatusRule.ByAmounts,
            Guard = new MovementGuard(now) { AtLeast = 1 },
            Entry = entry,
            Idempotency = NewKey("redeem"),
        };
        return new RawWrite(movement, [.. CardGuard.RowsOf(movement)]);
    }

    private IdempotencyKey NewKey(string operation) =>
        new(world.Actor.IdempotencyScope, operation, Guid.NewGuid().ToString(), new byte[32]);
}

/// <summary>One operation's statements: the guarded change of a card, if there is one, and the rows beside it.</summary>
internal sealed record RawWrite(Movement? Guarded, IReadOnlyList<object> Rows);

/// <summary>One connection of the anchor.</summary>
internal interface IRawSession : IAsyncDisposable
{
    /// <summary>Writes all in one commit.</summary>
    Task WriteAsync(IReadOnlyList<RawWrite> writes);

    /// <summary>Reads one card by the hash of its code.</summary>
    Task ReadAsync(byte[] codeHash);
}
