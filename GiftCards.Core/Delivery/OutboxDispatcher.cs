using System.Data.Common;
using System.Net.Mail;
using System.Net.Sockets;
using GiftCards.Core.Common;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Takes due messages out of the outbox and hands each to its handler. Any number of nodes may do this at once: a
/// message is claimed by a guarded update and stays claimed for a while, after which it is free again, so a node
/// that dies loses nothing. Delivery is at least once; handlers carry names that let a repetition be recognised.
/// While a restored database waits to be accepted, only mail about people's accounts leaves: the rest may be long
/// delivered, and a restore that was but tried must not write to anybody.
/// </summary>
public sealed partial class OutboxDispatcher(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    IEnumerable<IOutboxHandler> handlers,
    NotificationWriter notifications,
    TimeProvider time,
    ILogger<OutboxDispatcher> logger)
{
    /// <summary>How long a claimed message is left to its node. Longer than any handler's own patience.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait after each failed try; when they are used up, the message is dead.</summary>
    public static readonly IReadOnlyList<TimeSpan> Delays =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(3),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(12),
    ];

    private const int BatchSize = 20;
    private const int AtOnce = 4;

    private readonly Dictionary<string, IOutboxHandler> handlersByType = handlers.ToDictionary(handler => handler.Type);

    /// <summary>
    /// Handles one small batch of what is due and returns how many messages it took; 0 means there is nothing to do.
    /// </summary>
    public async Task<int> DispatchDueAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(await FindDueAsync(cancellationToken), options, async (message, token) =>
        {
            if (await ClaimAsync(message, token))
            {
                Interlocked.Increment(ref taken);
                await HandleAsync(message, token);
            }
        });
        return taken;
    }

    private async Task<List<OutboxMessage>> FindDueAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to what is due, whoever's it is.
        var found = Due(context, time.GetInstant());
        if (await readOnly.IsOnAsync(cancellationToken))
        {
            found = found.Where(message => OutboxTypes.AboutAccounts.Contains(message.Type));
        }

        var due = await found
            .AsNoTracking()
            .OrderBy(message => message.DueAt)
            .ThenBy(message => message.CreatedAt)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
        return [.. due.DistinctBy(message => (message.MerchantId, message.OrderingKey))];
    }

    // Free, due, and first in its line. An earlier message holds back a later one of the same key while it is itself
    // due, being worked on or waiting for its next try; one that is merely planned for later holds back nothing.
    private static IQueryable<OutboxMessage> Due(GiftCardsDbContext context, DateTimeOffset now) =>
        context.Outbox.Where(message => message.State == OutboxState.Pending
            && message.DueAt <= now
            && (message.ClaimedUntil == null || message.ClaimedUntil <= now)
            && !context.Outbox.Any(earlier => earlier.MerchantId == message.MerchantId
                && earlier.OrderingKey == message.OrderingKey
                && earlier.State == OutboxState.Pending
                && earlier.CreatedAt < message.CreatedAt
                && (earlier.DueAt <= now || earlier.Tries > 0)));

    // A try is counted when it begins, so that a message that brings its node down is given up in the end too.
    private async Task<bool> ClaimAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one message by its key.
        var now = time.GetInstant();
        var until = now + Lease;
        var claimed = await Due(context, now)
            .Where(row => row.MerchantId == message.MerchantId && row.Id == message.Id && row.Tries == message.Tries)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(row => row.ClaimedUntil, until)
                    .SetProperty(row => row.Tries, row => row.Tries + 1),
                cancellationToken);
        message.ClaimedUntil = until;
        message.Tries++;
        return claimed == 1;
    }

    private async Task HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = message.Tries > Delays.Count + 1
                ? new OutboxOutcome("node_lost")
                : handlersByType.TryGetValue(message.Type, out var handler)
                    ? await handler.HandleAsync(message, cancellationToken)
                    : new OutboxOutcome("type_unknown");
            if (outcome.GivenUpBecause is { } reason)
            {
                LogDead(message.Id, message.Type, message.Tries, reason);
            }

            // Also where no mail could go: who reads here hears of it all the same.
            await notifications.WriteAsync(message, cancellationToken);
            await FinishAsync(message, outcome.GivenUpBecause);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await PostponeAsync(message, time.GetInstant(), null, message.Tries - 1);
            throw;
        }
        catch (Exception error)
        {
            // Whatever went wrong belongs to this message alone; the others go on. Its words may hold an address.
            await FailAsync(message, FailureOf(error));
        }
    }

    private async Task FailAsync(OutboxMessage message, string failure)
    {
        if (message.Tries > Delays.Count)
        {
            LogDead(message.Id, message.Type, message.Tries, failure);
            await FinishAsync(message, failure);
            return;
        }

        var next = time.GetInstant() + Delays[message.Tries - 1];
        LogFailed(message.Id, message.Type, message.Tries, failure, next);
        await PostponeAsync(message, next, failure, message.Tries);
    }

    private async Task FinishAsync(OutboxMessage message, string? failure)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one message by its key and our claim.
        var now = time.GetInstant();
        await Claimed(context, message).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.State, failure is null ? OutboxState.Done : OutboxState.Dead)
                .SetProperty(row => row.LastFailure, failure)
                .SetProperty(row => row.FinishedAt, now)
                .SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null),
            CancellationToken.None);
    }

    private async Task PostponeAsync(OutboxMessage message, DateTimeOffset dueAt, string? failure, int tries)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one message by its key and our claim.
        await Claimed(context, message).ExecuteUpdateAsync(
            update => update
                .SetProperty(row => row.DueAt, dueAt)
                .SetProperty(row => row.Tries, tries)
                .SetProperty(row => row.LastFailure, failure)
                .SetProperty(row => row.ClaimedUntil, (DateTimeOffset?)null),
            CancellationToken.None);
    }

    // Another node that took the message over after our lease ended has counted a further try; it decides then.
    private static IQueryable<OutboxMessage> Claimed(GiftCardsDbContext context, OutboxMessage message) =>
        context.Outbox.Where(row => row.MerchantId == message.MerchantId
            && row.Id == message.Id
            && row.State == OutboxState.Pending
            && row.Tries == message.Tries);

    private static string FailureOf(Exception error) => error switch
    {
        SmtpException { InnerException: SocketException socket } => $"{nameof(SmtpException)} {socket.SocketErrorCode}",
        SmtpException smtp => $"{nameof(SmtpException)} {smtp.StatusCode}",
        SocketException socket => $"{nameof(SocketException)} {socket.SocketErrorCode}",
        DbException { SqlState: { } state } => $"{error.GetType().Name} {state}",
        _ => error.GetType().Name,
    };

    [LoggerMessage(LogLevel.Warning, "Outbox message {Message} ({Type}), try {Try}: {Failure}; again at {Next:O}")]
    private partial void LogFailed(MessageId message, string type, int @try, string failure, DateTimeOffset next);

    [LoggerMessage(LogLevel.Error, "Outbox message {Message} ({Type}) is given up after try {Try}: {Failure}")]
    private partial void LogDead(MessageId message, string type, int @try, string failure);
}
