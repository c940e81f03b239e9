using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Recovery;
using GiftCards.Core.Reporting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Administration;

/// <summary>How the application stands, measured while one waits. Times are in UTC.</summary>
public sealed record SystemHealth
{
    /// <summary>How long the database took to answer.</summary>
    public required TimeSpan DatabaseAnswer { get; init; }

    /// <summary>The database and its version.</summary>
    public required string Database { get; init; }

    /// <summary>How large the database is, in bytes.</summary>
    public required long DatabaseBytes { get; init; }

    /// <summary>Free on the disk of the data, in bytes; null where the database is on another machine.</summary>
    public required long? FreeBytes { get; init; }

    /// <summary>Movements that wait on this node, and how many may.</summary>
    public required (int Waiting, int Most) Movements { get; init; }

    /// <summary>Messages that are due and have not left.</summary>
    public required int DueMessages { get; init; }

    /// <summary>Since when the oldest of them is due; null when none is.</summary>
    public required DateTimeOffset? OldestDueAt { get; init; }

    /// <summary>Messages that were given up.</summary>
    public required int DeadMessages { get; init; }

    /// <summary>When a message left last; null before the first.</summary>
    public required DateTimeOffset? LastSentAt { get; init; }

    /// <summary>Whether mail goes to a real server, or into the mailbox in the database.</summary>
    public required bool MailIsSent { get; init; }

    /// <summary>Jobs whose last run failed.</summary>
    public required int FailedJobs { get; init; }

    /// <summary>When a job ended last; null before the first.</summary>
    public required DateTimeOffset? LastJobAt { get; init; }

    /// <summary>The instant that the newest backup shows; null where none was noted.</summary>
    public required DateTimeOffset? LastBackupAt { get; init; }

    /// <summary>The name of the payment provider.</summary>
    public required string PaymentProvider { get; init; }

    /// <summary>Orders open for longer than ten minutes, about which the provider is asked.</summary>
    public required int OpenOrders { get; init; }

    /// <summary>How far the database's clock is ahead of this node's; null where there is one clock.</summary>
    public required TimeSpan? ClockDrift { get; init; }

    /// <summary>The version of the application.</summary>
    public required string Version { get; init; }

    /// <summary>When it was measured.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How old the newest backup is; null where none was noted.</summary>
    public TimeSpan? BackupAge => At - LastBackupAt;

    /// <summary>Whether the newest backup is too old; that there is none is no news on a new machine.</summary>
    public bool IsBackupOld => BackupAge > BackupNote.Patience;

    /// <summary>Whether nothing needs a person.</summary>
    public bool IsGood =>
        DeadMessages == 0 && FailedJobs == 0 && !IsBackupOld
        && (ClockDrift ?? TimeSpan.Zero).Duration() <= DatabaseClock.Tolerance;
}

/// <summary>
/// Measures how the application stands, for administrators with full rights. Errors: <c>forbidden</c>.
/// </summary>
public sealed class SystemHealthQuery(
    GiftCardsDatabase database,
    DatabaseOptions options,
    MovementEngine engine,
    IMailSender mail,
    IPaymentProvider payments,
    TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task<Result<SystemHealth>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (AdminRights.Refuse(actor, AdminAreas.Health) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        var open = now - Patience;
        await using var context = database.OpenAcrossMerchants(); // The whole application is measured.
        await context.Database.OpenConnectionAsync(cancellationToken);
        var started = time.GetTimestamp();
        await context.Database.ExecuteSqlRawAsync("SELECT 1", cancellationToken);
        var answer = time.GetElapsedTime(started);
        var due = context.Outbox.Where(message => message.State == OutboxState.Pending && message.DueAt <= now);
        return new SystemHealth
        {
            DatabaseAnswer = answer,
            Database = $"{options.Provider} {context.Database.GetDbConnection().ServerVersion}",
            DatabaseBytes = await SizeAsync(context, cancellationToken),
            FreeBytes = FreeBytes(),
            Movements = (engine.Waiting, engine.MostWaiting),
            DueMessages = await due.CountAsync(cancellationToken),
            OldestDueAt = await due.MinAsync(message => (DateTimeOffset?)message.DueAt, cancellationToken),
            DeadMessages = await context.Outbox.CountAsync(
                message => message.State == OutboxState.Dead, cancellationToken),
            LastSentAt = await context.Outbox.Where(message => message.State == OutboxState.Done)
                .MaxAsync(message => message.FinishedAt, cancellationToken),
            MailIsSent = mail is SmtpMailSender,
            FailedJobs = await context.JobRuns.CountAsync(run => run.Failure != null, cancellationToken),
            LastJobAt = await context.JobRuns.Where(run => run.Name != BackupNote.Name)
                .MaxAsync(run => run.FinishedAt, cancellationToken),
            LastBackupAt = await context.JobRuns.Where(run => run.Name == BackupNote.Name)
                .MaxAsync(run => run.FinishedAt, cancellationToken),
            PaymentProvider = payments.Name,
            OpenOrders = await context.Orders.CountAsync(
                order => (order.Status == OrderStatus.Pending || order.Status == OrderStatus.RequiresAction
                    || order.Status == OrderStatus.Processing) && order.CreatedAt < open,
                cancellationToken),
            ClockDrift = time is DatabaseClock clock ? clock.Drift : null,
            Version = typeof(SystemHealthQuery).Assembly.GetName().Version?.ToString() ?? "",
            At = now,
        };
    }

    private async Task<long> SizeAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var sql = options.Provider switch
        {
            DatabaseProvider.Sqlite =>
                "SELECT page_count * page_size AS \"Value\" FROM pragma_page_count(), pragma_page_size()",
            DatabaseProvider.PostgreSql => "SELECT pg_database_size(current_database()) AS \"Value\"",
            _ => throw new InvalidOperationException($"There is no size of {options.Provider}."),
        };
        return await context.Database.SqlQueryRaw<long>(sql).SingleAsync(cancellationToken);
    }

    private long? FreeBytes()
    {
        if (options.Provider != DatabaseProvider.Sqlite)
        {
            return null;
        }

        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource);
        return new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace;
    }
}
