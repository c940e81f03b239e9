using GiftCards.Core.Common;
using GiftCards.Core.Ledger;

namespace GiftCards.Core.Cards;

/// <summary>
/// Stored value at one merchant, or at every merchant of its currency where it is the platform's. Balance and status
/// change only together with a journal entry: after issue through the movement engine's guarded write, never by editing
/// this object.
/// </summary>
public sealed class Card
{
    private Card()
    {
    }

    /// <summary>Whose card this is; part of the key, so that the table can be split by merchant.</summary>
    public MerchantId MerchantId { get; private init; }

    public CardId Id { get; private init; }

    public Currency Currency { get; private init; }

    public long InitialAmountMinor { get; private init; }

    /// <summary>
    /// What is left, in minor units: a cache of the card's postings, kept in the same database transaction.
    /// </summary>
    public long BalanceMinor { get; private init; }

    /// <summary>What of the balance is reserved, in minor units.</summary>
    public long HeldMinor { get; private init; }

    /// <summary>
    /// What redemptions took less what voids gave back, in minor units; tells an untouched card from a used one.
    /// </summary>
    public long SpentMinor { get; private init; }

    public CardStatus Status { get; private init; }

    /// <summary>A dispute stopped the card; staff cannot lift that.</summary>
    public bool IsFrozen { get; private init; }

    /// <summary>A transfer waits to be claimed; the sender cannot spend meanwhile.</summary>
    public bool IsInTransfer { get; private init; }

    public CardSource Source { get; private init; }

    /// <summary>Keyed hash of the code, unique; the only way to find a card by its code.</summary>
    public byte[] CodeHash { get; private init; } = [];

    /// <summary>
    /// The code, encrypted for this row; removed when the card is cancelled or a year after it expired.
    /// </summary>
    public string? EncryptedCode { get; private init; }

    public string Last4 { get; private init; } = "";

    public OrderId? OrderId { get; private init; }

    public string? PurchaserName { get; private init; }

    public string? PurchaserEmail { get; private init; }

    public byte[]? PurchaserEmailHash { get; private init; }

    public string? RecipientName { get; private init; }

    public string? RecipientEmail { get; private init; }

    public byte[]? RecipientEmailHash { get; private init; }

    public string? Message { get; private init; }

    public DeliveryMethod DeliveryMethod { get; private init; }

    /// <summary>
    /// Whether it was bought for somebody else: for whom is said, or it goes by a link that is passed on.
    /// </summary>
    public bool IsGift =>
        (RecipientName ?? RecipientEmail) is not null || DeliveryMethod == DeliveryMethod.Link;

    /// <summary>When the gift is to be sent; null means at once.</summary>
    public DateTimeOffset? DeliverAt { get; private init; }

    /// <summary>The signed-in person whose wallet holds the card.</summary>
    public UserId? OwnerId { get; private init; }

    /// <summary>
    /// When the card came to its owner out of another's wallet, with a code of its own; null for a card that never
    /// did. Whoever bought it, or knew it before, is shown neither code nor link since.
    /// </summary>
    public DateTimeOffset? PassedOnAt { get; private init; }

    /// <summary>Who passed it on, by name.</summary>
    public string? GiverName { get; private init; }

    public string Design { get; private init; } = "";

    /// <summary>Language of mails and certificate, such as <c>en</c>.</summary>
    public string Language { get; private init; } = SpokenLanguages.Default;

    public bool AllowPartialUse { get; private init; }

    public bool AllowMultipleServices { get; private init; }

    public long? MinimumPurchaseMinor { get; private init; }

    public DateTimeOffset IssuedAt { get; private init; }

    /// <summary>The first instant after the last valid local day; null means never.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    public DateTimeOffset? LastUsedAt { get; private init; }

    public DateTimeOffset? FullyUsedAt { get; private init; }

    /// <summary>
    /// The end of validity that the holder was reminded of; another end than that, and they are reminded once more.
    /// </summary>
    public DateTimeOffset? ExpiryNoticeFor { get; private init; }

    /// <summary>When the recipient's mail left.</summary>
    public DateTimeOffset? DeliveredAt { get; private init; }

    /// <summary>Counts changes; every guarded write raises it.</summary>
    public int Version { get; private init; }

    /// <summary>Where what is owed on it rests.</summary>
    public CardAccount Account => new(MerchantId, Id);

    public Money Balance => new(BalanceMinor, Currency);

    public Money Available => new(BalanceMinor - HeldMinor, Currency);

    public Money InitialAmount => new(InitialAmountMinor, Currency);

    /// <summary>
    /// What mails and certificates give it as: what is on it while nobody has used it, so that a gift that waited for
    /// its day says what was refunded meanwhile, and out of another's wallet; what it was first worth afterwards.
    /// </summary>
    public Money GivenAmount =>
        PassedOnAt is not null || (LastUsedAt is null && BalanceMinor > 0) ? Balance : InitialAmount;

    /// <summary>
    /// Makes a new card from its terms; it is worth nothing until its issue is in the journal beside it.
    /// </summary>
    public static Card Issue(CardTerms terms, CardCode code, Protector protector, DateTimeOffset now)
    {
        var id = PublicId.New<CardId>(now);
        return new Card
        {
            MerchantId = terms.Merchant,
            Id = id,
            Currency = terms.Value.Currency,
            InitialAmountMinor = terms.Value.Minor,
            BalanceMinor = terms.Value.Minor,
            Status = CardStatus.Active,
            Source = terms.Source,
            CodeHash = protector.HashCode(code.Normalized),
            EncryptedCode = protector.Encrypt(code.Display, CodeContext(terms.Merchant, id)),
            Last4 = code.Last4,
            OrderId = terms.Order,
            PurchaserName = terms.Purchaser?.Name,
            PurchaserEmail = terms.Purchaser?.Email,
            PurchaserEmailHash = terms.Purchaser?.Email is { } purchaser ? protector.HashEmail(purchaser) : null,
            RecipientName = terms.Recipient?.Name,
            RecipientEmail = terms.Recipient?.Email,
            RecipientEmailHash = terms.Recipient?.Email is { } recipient ? protector.HashEmail(recipient) : null,
            Message = terms.Message,
            DeliveryMethod = terms.Delivery,
            DeliverAt = terms.DeliverAt,
            OwnerId = terms.Owner,
            PassedOnAt = terms.Giver is null ? null : now,
            GiverName = terms.Giver,
            Design = terms.Design,
            Language = terms.Language,
            AllowPartialUse = terms.Rules.AllowPartialUse,
            AllowMultipleServices = terms.Rules.AllowMultipleServices,
            MinimumPurchaseMinor = terms.Rules.MinimumPurchaseMinor,
            IssuedAt = now,
            ExpiresAt = terms.ExpiresAt,
        };
    }

    /// <summary>The code in readable form, or null once it was removed for good.</summary>
    public CardCode? ReadCode(Protector protector) =>
        EncryptedCode is not null && CardCode.TryParse(
            protector.Decrypt(EncryptedCode, CodeContext(MerchantId, Id)), out var code)
            ? code
            : null;

    /// <summary>Another code in the first one's place, encrypted for this row.</summary>
    internal string Encrypt(CardCode code, Protector protector) =>
        protector.Encrypt(code.Display, CodeContext(MerchantId, Id));

    /// <summary>How the card stands now, for the journal.</summary>
    public CardStanding Standing => new(BalanceMinor, HeldMinor, Status.ToText())
    {
        ExpiresAt = ExpiresAt,
        LastUsedAt = LastUsedAt,
        Version = Version,
    };

    private static string CodeContext(MerchantId merchant, CardId id) => $"cards.code:{merchant.Value:N}:{id.Value:N}";
}

/// <summary>A name and an e-mail address, either of which may be missing.</summary>
public sealed record Party(string? Name, string? Email);

/// <summary>The rules a card is sold under; copied onto the card, so that later changes do not touch it.</summary>
public sealed record CardRules(bool AllowPartialUse, bool AllowMultipleServices, long? MinimumPurchaseMinor);

/// <summary>Everything that is known about a card before it exists.</summary>
public sealed record CardTerms(MerchantId Merchant, Money Value, CardSource Source, CardRules Rules)
{
    public DateTimeOffset? ExpiresAt { get; init; }

    public OrderId? Order { get; init; }

    public Party? Purchaser { get; init; }

    public Party? Recipient { get; init; }

    public string? Message { get; init; }

    public DeliveryMethod Delivery { get; init; } = DeliveryMethod.Email;

    public DateTimeOffset? DeliverAt { get; init; }

    public UserId? Owner { get; init; }

    /// <summary>Who passes the value on, by name; null for a card that is not split off another.</summary>
    public string? Giver { get; init; }

    public string Design { get; init; } = "classic";

    public string Language { get; init; } = SpokenLanguages.Default;
}
