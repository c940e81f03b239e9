using GiftCards.Core.Common;

namespace GiftCards.Core.Ledger;

/// <summary>What happened, in the words of the journal.</summary>
public enum EntryType
{
    Issue,
    Load,
    Redeem,
    Void,
    Hold,
    Capture,
    Release,
    Adjust,
    Block,
    Unblock,
    TransferOut,
    TransferIn,
    Expire,
    Reinstate,

    /// <summary>The validity was made longer; no value moved.</summary>
    Extend,
    Cancel,
    Refund,

    /// <summary>Money came in for an order that could not be carried out; it belongs to no card.</summary>
    PaymentUnapplied,

    /// <summary>Such money went back to its payer.</summary>
    PaymentReturned,

    /// <summary>
    /// A person paid from the platform's bank what the provider would not give back and no card could take.
    /// </summary>
    RefundPaidByHand,

    /// <summary>What the payment provider kept for itself.</summary>
    ProviderFee,

    /// <summary>The payment provider paid to the platform's bank, or such a payment came back.</summary>
    ProviderPayout,

    /// <summary>A payout to the merchant began.</summary>
    PayoutCreated,

    /// <summary>It arrived.</summary>
    PayoutPaid,

    /// <summary>It never left, or was refused on its way; the merchant is owed it again.</summary>
    PayoutFailed,

    /// <summary>It had arrived and came back.</summary>
    PayoutReturned,

    /// <summary>A buyer's bank took money back for now; the lines of the cards say that they are frozen.</summary>
    DisputeOpened,

    /// <summary>It came back.</summary>
    DisputeWon,

    /// <summary>It did not; the lines of the cards say what each of them gave.</summary>
    DisputeLost,

    /// <summary>The platform gave money back for value that was spent, or took that back after a failure.</summary>
    RefundGoodwill,

    /// <summary>The platform sent two small amounts to a bank account, to prove whose it is.</summary>
    AccountCheck,

    /// <summary>One of them came back.</summary>
    AccountCheckReturned,
}

/// <summary>What the kinds of entry have in common.</summary>
public static class EntryTypes
{
    /// <summary>
    /// Whether a line in the history of a card is called so; the others are about money alone, or their lines have
    /// names of their own.
    /// </summary>
    public static bool IsOfCard(this EntryType type) =>
        type is not (EntryType.PaymentUnapplied or EntryType.PaymentReturned or EntryType.RefundPaidByHand
            or EntryType.ProviderFee or EntryType.ProviderPayout
            or EntryType.DisputeOpened or EntryType.DisputeWon or EntryType.DisputeLost
            or EntryType.RefundGoodwill or EntryType.AccountCheck or EntryType.AccountCheckReturned)
            && !type.IsOfPayout();

    /// <summary>Whether such an entry tells of a payout to the merchant.</summary>
    public static bool IsOfPayout(this EntryType type) => type is EntryType.PayoutCreated or EntryType.PayoutPaid
        or EntryType.PayoutFailed or EntryType.PayoutReturned;
}

/// <summary>
/// One event that touched money or a card, with zero or more postings. Append-only: the database refuses updates and
/// deletes; a correction is a new entry that names the one it corrects.
/// </summary>
public sealed class JournalEntry
{
    private readonly List<Posting> postings = [];
    private readonly List<CardTransaction> transactions = [];

    private JournalEntry()
    {
    }

    /// <summary>
    /// Where it happened: the merchant concerned, or the platform where no merchant is; part of the key, so that the
    /// table can be split by merchant.
    /// </summary>
    public MerchantId MerchantId { get; private init; }

    public EntryId Id { get; private init; }

    public EntryType Type { get; private init; }

    public DateTimeOffset At { get; private init; }

    /// <summary>Who did it, see <see cref="Actor.Label"/>.</summary>
    public string ActorLabel { get; private init; } = "";

    public OrderId? OrderId { get; private init; }

    /// <summary>The entry that this one corrects.</summary>
    public EntryId? Corrects { get; private init; }

    /// <summary>Why, where a person had to say so.</summary>
    public string? Reason { get; private init; }

    public IReadOnlyList<Posting> Postings => postings;

    /// <summary>Each touched card's side of the event.</summary>
    public IReadOnlyList<CardTransaction> Transactions => transactions;

    /// <summary>
    /// Writes an entry about one card. The change of the card's value is what its postings say it is; where they
    /// disagree there is a bug, and it throws.
    /// </summary>
    public static JournalEntry ForCard(EntryDraft draft, CardSide side, IReadOnlyList<PostingDraft> postingDrafts) =>
        ForCards(draft, [side], postingDrafts);

    /// <summary>
    /// Writes an entry about several cards, such as the two of a split; the same holds for each of them. The first
    /// side is the card that a movement changes.
    /// </summary>
    public static JournalEntry ForCards(
        EntryDraft draft, IReadOnlyList<CardSide> sides, IReadOnlyList<PostingDraft> postingDrafts)
    {
        var entry = new JournalEntry
        {
            MerchantId = draft.Merchant,
            Id = PublicId.New<EntryId>(draft.At),
            Type = draft.Type,
            At = draft.At,
            ActorLabel = draft.Actor.Label,
            OrderId = draft.Order,
            Corrects = draft.Corrects,
            Reason = draft.Reason,
        };
        foreach (var posting in postingDrafts)
        {
            Check(draft.Merchant, posting);
            entry.postings.Add(Posting.Write(entry, entry.postings.Count, posting));
        }

        foreach (var side in sides)
        {
            if (ValueOf(postingDrafts, side.Card) != side.Amount.Minor)
            {
                throw new InvalidOperationException(
                    $"The postings of a {draft.Type} do not say what its card's side says.");
            }

            entry.transactions.Add(CardTransaction.Write(entry, side));
        }

        return entry;
    }

    private static void Check(MerchantId merchant, PostingDraft posting)
    {
        var (debited, credited) = (
            ChartOfAccounts.HoldsCardValue(posting.Debit), ChartOfAccounts.HoldsCardValue(posting.Credit));
        if (!posting.Amount.IsPositive
            || (posting.Debit == posting.Credit && posting.Card == posting.CounterCard)
            || ChartOfAccounts.IsPlatform(posting.Debit) != ChartOfAccounts.IsPlatform(posting.Credit)
            || (merchant.IsPlatform && !ChartOfAccounts.IsPlatform(posting.Debit))
            || (debited || credited) != posting.Card.HasValue
            || (debited && credited) != posting.CounterCard.HasValue)
        {
            throw new InvalidOperationException(
                $"No such posting: {posting.Debit} to {posting.Credit}, {posting.Amount.Minor}.");
        }
    }

    // Of a posting between two cards the first is debited and the counter card credited.
    private static long ValueOf(IEnumerable<PostingDraft> drafts, CardId card) => drafts.Sum(draft => draft switch
    {
        { CounterCard: { } credited } when credited == card => draft.Amount.Minor,
        _ when draft.Card != card => 0,
        { CounterCard: null } when ChartOfAccounts.HoldsCardValue(draft.Credit) => draft.Amount.Minor,
        _ => -draft.Amount.Minor,
    });
}

/// <summary>What every entry says of itself.</summary>
public sealed record EntryDraft(MerchantId Merchant, EntryType Type, DateTimeOffset At, Actor Actor)
{
    public OrderId? Order { get; init; }

    public EntryId? Corrects { get; init; }

    public string? Reason { get; init; }
}

/// <summary>One card's side of an entry, as the use case knows it before writing.</summary>
/// <param name="Card">The card.</param>
/// <param name="Amount">Signed change of its value.</param>
/// <param name="Reference">What the counter said about the sale.</param>
public sealed record CardSide(CardId Card, Money Amount, SaleReference? Reference = null)
{
    /// <summary>
    /// How the card stands afterwards, where that is known; for a movement the database says it when it writes.
    /// </summary>
    public CardStanding? After { get; init; }

    /// <summary>What happened to this card, where that is another word than the entry's own.</summary>
    public EntryType? Type { get; init; }
}

/// <summary>How a card stands after an entry.</summary>
/// <param name="BalanceMinor">Its balance in minor units.</param>
/// <param name="HeldMinor">What of it is held, in minor units.</param>
/// <param name="Status">Its status as stored, snake_case.</param>
public sealed record CardStanding(long BalanceMinor, long HeldMinor, string Status)
{
    /// <summary>The first instant after its validity; null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How many changes the card has seen; 0 when it is issued.</summary>
    public int Version { get; init; }
}
