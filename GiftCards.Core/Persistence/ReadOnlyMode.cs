using GiftCards.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence;

/// <summary>
/// Whether money may move. It may not while a database that was restored from a backup waits to be accepted. Every use
/// case that moves money or issues cards asks here first, to refuse in words; the database refuses the entry itself in
/// any case, see <see cref="JournalGate"/>.
/// </summary>
public sealed class ReadOnlyMode(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>For how long an answer of the database is believed.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    private volatile Reading? last;
    private int isReading;

    /// <summary>Null when money may move; else <see cref="RestoreUnderReview"/>.</summary>
    public async ValueTask<DomainError?> RefuseAsync(CancellationToken cancellationToken) =>
        await IsOnAsync(cancellationToken) ? new RestoreUnderReview() : null;

    /// <summary>
    /// Whether a restored database waits to be accepted. Costs a look at the clock, and seldom a query.
    /// </summary>
    public async ValueTask<bool> IsOnAsync(CancellationToken cancellationToken)
    {
        var known = last;
        var now = time.GetUtcNow();
        if (known is not null && (known.IsFresh(now) || Interlocked.Exchange(ref isReading, 1) == 1))
        {
            return known.IsOn;
        }

        try
        {
            await using var context = database.OpenAcrossMerchants(); // A restored database is so for every merchant.
            var isOn = await context.Restorations.AnyAsync(row => row.AcceptedAt == null, cancellationToken);
            last = new Reading(isOn, now);
            return isOn;
        }
        finally
        {
            Interlocked.Exchange(ref isReading, 0);
        }
    }

    /// <summary>Makes this node ask the database anew.</summary>
    public void Forget() => last = null;

    private sealed record Reading(bool IsOn, DateTimeOffset At)
    {
        public bool IsFresh(DateTimeOffset now) => now >= At && now - At < Freshness;
    }
}

/// <summary>The database was restored from a backup and nobody has accepted it yet, so no money moves.</summary>
public sealed record RestoreUnderReview() : DomainError("unavailable", ErrorKind.Unavailable)
{
    public override string TextKey => "unavailable.restored";
}
