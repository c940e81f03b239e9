using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Web.Security;

namespace GiftCards.Web.Components.Buyer;

/// <summary>
/// What an open card page knows: the card as it was last seen, and a one-time QR that is renewed before it ends. It
/// looks again every few seconds, so that a payment at the counter shows by itself.
/// </summary>
public sealed class CardWatch(CurrentActor current, WalletQueries wallet, TimeProvider time, CardId id)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private DateTimeOffset lookedAt;
    private DateTimeOffset qrMadeAt;

    /// <summary>The card; null before the first look.</summary>
    public WalletCard? Card { get; private set; }

    /// <summary>The QR to show now; null when the card cannot be used.</summary>
    public string? Qr { get; private set; }

    /// <summary>Its history, newest first.</summary>
    public IReadOnlyList<TransactionView> History { get; private set; } = [];

    /// <summary>Where the older part of the history begins; null when all is here.</summary>
    public string? HistoryCursor { get; private set; }

    /// <summary>Why the last look was refused, such as a session that ended.</summary>
    public DomainError? Error { get; private set; }

    /// <summary>Something was spent since the page was opened.</summary>
    public bool WasSpent { get; private set; }

    /// <summary>
    /// Whole seconds until the QR is renewed; it stays good a little longer, for the scan that is under way.
    /// </summary>
    public int SecondsLeft =>
        Math.Max(0, (int)Math.Ceiling((qrMadeAt + OneTimeQr.Lifetime - Margin - time.GetInstant()).TotalSeconds));

    /// <summary>Opens the page: the card and its history, at the person's own wish.</summary>
    public Task OpenAsync(CancellationToken cancellationToken) => LookAsync(isActive: true, cancellationToken);

    /// <summary>Called every second; looks again when it is time to.</summary>
    public Task TickAsync(CancellationToken cancellationToken) =>
        Error is null && (time.GetInstant() - lookedAt >= LookEvery || (Qr is not null && SecondsLeft == 0))
            ? LookAsync(isActive: false, cancellationToken)
            : Task.CompletedTask;

    /// <summary>Adds the next older page of the history.</summary>
    public async Task ReadOlderAsync(CancellationToken cancellationToken)
    {
        var actor = await current.BuyerAsync(cancellationToken);
        var request = PageRequest.Parse(null, HistoryCursor);
        if (actor.IsOk && request.IsOk)
        {
            var page = await wallet.TransactionsAsync(actor.Value, id, request.Value, cancellationToken);
            if (page.IsOk)
            {
                History = [.. History, .. page.Value.Data];
                HistoryCursor = page.Value.NextCursor;
            }
        }
    }

    private async Task LookAsync(bool isActive, CancellationToken cancellationToken)
    {
        lookedAt = time.GetInstant();
        var actor = isActive ? await current.BuyerAsync(cancellationToken) : await current
            .WatcherAsync(cancellationToken);
        var seen = actor.IsOk ? await wallet.GetAsync(actor.Value, id, cancellationToken) : actor.Error;
        Error = seen.Error;
        if (!seen.IsOk)
        {
            // Whoever sees the code can spend the card, and it is not known who looks now.
            Qr = null;
            Card = Error is NotFound ? Card : Card is null ? null : Card with { Code = null };
            return;
        }

        var isChanged = Card is null || Card.GiftCard != seen.Value.GiftCard;
        WasSpent |= Card is not null && seen.Value.GiftCard.Balance.Minor < Card.GiftCard.Balance.Minor;
        Card = seen.Value;
        if (Card.Qr is null || Qr is null || SecondsLeft == 0 || isChanged)
        {
            Qr = Card.Qr;
            qrMadeAt = lookedAt;
        }

        if (isChanged)
        {
            var page = await wallet.TransactionsAsync(actor.Value, id, PageRequest.First, cancellationToken);
            History = page.IsOk ? page.Value.Data : History;
            HistoryCursor = page.IsOk ? page.Value.NextCursor : HistoryCursor;
        }
    }
}
