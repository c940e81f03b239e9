using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Sandbox;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Demo;

/// <summary>
/// Writes the past of the demo world: cards as they stand today, with the whole journal that brought them there, by
/// the same posting rules as everything else. Rows are added to one context and saved in one transaction.
/// </summary>
internal sealed class DemoLedger(GiftCardsDbContext context, Protector protector, Rate commission)
{
    private static readonly Actor Seeder = new Actor.System("demo");

    /// <summary>A card sold through an order that was paid at the sandbox.</summary>
    public Card Sell(DemoMerchant business, DemoSale sale)
    {
        var paid = sale.Value;
        var rate = RateOf(business);
        var kept = rate.Of(paid);
        var order = Order(business, sale);
        var terms = TermsOf(business, sale, CardSource.Purchase) with { Order = order.Id, Owner = sale.Owner };
        var card = Card.Issue(terms, sale.Code, protector, sale.At);
        var entry = Write(
            business,
            card,
            EntryType.Issue,
            sale.At,
            paid,
            card.Standing,
            PostingRules.Sold(card.Account, paid, paid, kept),
            order: order.Id);
        context.Add(card);
        context.Add(order);
        context.Add(new Sale
        {
            MerchantId = business.Merchant.Id,
            EntryId = entry.Id,
            CardId = card.Id,
            OrderId = order.Id,
            Currency = paid.Currency,
            GrossMinor = paid.Minor,
            CommissionMinor = kept.Minor,
            NetMinor = (paid - kept).Minor,
            RatePartsPerMillion = rate.PartsPerMillion,
            At = sale.At,
        });
        return card;
    }

    /// <summary>A card sold for cash at the merchant's counter.</summary>
    public Card SellAtCounter(DemoMerchant business, DemoSale sale)
    {
        var card = Card.Issue(TermsOf(business, sale, CardSource.Counter), sale.Code, protector, sale.At);
        Write(
            business,
            card,
            EntryType.Issue,
            sale.At,
            sale.Value,
            card.Standing,
            PostingRules.SoldAtCounter(card.Id, sale.Value));
        context.Add(card);
        return card;
    }

    /// <summary>Part or all of a card spent at a merchant: its own, or any other for one of the platform's.</summary>
    public void Redeem(DemoMerchant business, Card card, Money amount, DateTimeOffset at, string? service)
    {
        var left = Left(card) - amount;
        var status = left.IsZero ? CardStatus.FullyUsed : CardStatus.PartiallyUsed;
        Change(card, left, status);
        Set(card, nameof(Card.SpentMinor), card.SpentMinor + amount.Minor);
        Set(card, nameof(Card.LastUsedAt), at);
        if (left.IsZero)
        {
            Set(card, nameof(Card.FullyUsedAt), at);
        }

        Write(
            business, card, EntryType.Redeem, at, -amount, card.Standing,
            PostingRules.Redeemed(card.Account, amount, commission.Of(amount)),
            new SaleReference { ServiceName = service });
    }

    public void Expire(DemoMerchant business, Card card, DateTimeOffset at) =>
        End(business, card, EntryType.Expire, CardStatus.Expired, at, PostingRules.Expired);

    public void Cancel(DemoMerchant business, Card card, DateTimeOffset at, string reason)
    {
        End(business, card, EntryType.Cancel, CardStatus.Cancelled, at, PostingRules.WrittenOff, reason);
        Set(card, nameof(Card.EncryptedCode), null);
    }

    public void Block(DemoMerchant business, Card card, DateTimeOffset at, string reason)
    {
        var left = Left(card);
        Change(card, left, CardStatus.Blocked);
        Write(
            business, card, EntryType.Block, at, Money.Zero(card.Currency),
            card.Standing, [], reason: reason);
    }

    private void End(
        DemoMerchant business,
        Card card,
        EntryType type,
        CardStatus status,
        DateTimeOffset at,
        Func<CardAccount, Money, IReadOnlyList<PostingDraft>> rule,
        string? reason = null)
    {
        var left = Left(card);
        Change(card, Money.Zero(card.Currency), status);
        Write(business, card, type, at, -left, card.Standing, rule(card.Account, left), reason: reason);
    }

    private JournalEntry Write(
        DemoMerchant business,
        Card card,
        EntryType type,
        DateTimeOffset at,
        Money amount,
        CardStanding after,
        IReadOnlyList<PostingDraft> postings,
        SaleReference? reference = null,
        OrderId? order = null,
        string? reason = null)
    {
        var entry = JournalEntry.ForCard(
            new EntryDraft(business.Merchant.Id, type, at, Seeder) { Order = order, Reason = reason },
            new CardSide(card.Id, amount, reference) { After = after },
            postings);
        context.Add(entry);
        return entry;
    }

    // Of its own cards the platform takes its share where they are redeemed.
    private Rate RateOf(DemoMerchant business) => business.Merchant.Id.IsPlatform ? default : commission;

    private Money Left(Card card) =>
        new((long)context.Entry(card).Property(nameof(Card.BalanceMinor)).CurrentValue!, card.Currency);

    private void Change(Card card, Money left, CardStatus status)
    {
        Set(card, nameof(Card.BalanceMinor), left.Minor);
        Set(card, nameof(Card.Status), status);
        Set(card, nameof(Card.Version), card.Version + 1);
    }

    // The past is already in the journal; only here is a card's standing written beside it instead of guarded.
    private void Set(Card card, string property, object? value) =>
        context.Entry(card).Property(property).CurrentValue = value;

    private static CardTerms TermsOf(DemoMerchant business, DemoSale sale, CardSource source) =>
        new(business.Merchant.Id, sale.Value, source, business.Settings.Rules)
        {
            ExpiresAt = sale.ExpiresAt ?? business.Settings.ExpiryOf(sale.At, business.Merchant.Zone),
            Purchaser = sale.Purchaser,
            Recipient = sale.Recipient,
            Message = sale.Message,
            Owner = sale.Owner,
            Design = sale.Design,
        };

    private Order Order(DemoMerchant business, DemoSale sale)
    {
        var id = PublicId.New<OrderId>(sale.At);
        var reference = $"spay_demo{id.Value:N}";
        context.Add(new SandboxPayment
        {
            Reference = reference,
            OrderId = id,
            Currency = sale.Value.Currency,
            AmountMinor = sale.Value.Minor,
            Status = PaymentStatus.Succeeded,
            CardLast4 = "4242",
            CreatedAt = sale.At,
            SucceededAt = sale.At,
        });
        return new Order
        {
            MerchantId = business.Merchant.Id,
            Id = id,
            Status = OrderStatus.Fulfilled,
            Currency = sale.Value.Currency,
            TotalMinor = sale.Value.Minor,
            PurchaserName = sale.Purchaser.Name!,
            PurchaserEmail = sale.Purchaser.Email!,
            PurchaserEmailHash = protector.HashEmail(sale.Purchaser.Email!),
            UserId = sale.Buyer,
            Language = SpokenLanguages.Default,
            AccessTokenHash = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32),
            Provider = SandboxProvider.ProviderName,
            PaymentReference = reference,
            CommissionPartsPerMillion = RateOf(business).PartsPerMillion,
            CreatedAt = sale.At,
            PayBy = sale.At + Orders.Order.PaymentWindow,
            FulfilledAt = sale.At,
            Items =
            [
                new OrderItem
                {
                    MerchantId = business.Merchant.Id,
                    OrderId = id,
                    Line = 0,
                    AmountMinor = sale.Value.Minor,
                    Quantity = 1,
                    RecipientName = sale.Recipient?.Name,
                    RecipientEmail = sale.Recipient?.Email,
                    Message = sale.Message,
                    DeliveryMethod = DeliveryMethod.Email,
                    Design = sale.Design,
                    Language = SpokenLanguages.Default,
                },
            ],
        };
    }
}

/// <summary>One sale of the demo world's past.</summary>
internal sealed record DemoSale(Money Value, DateTimeOffset At, CardCode Code, Party Purchaser)
{
    public Party? Recipient { get; init; }

    public string? Message { get; init; }

    /// <summary>Whose wallet holds the card.</summary>
    public UserId? Owner { get; init; }

    /// <summary>Who placed the order, when signed in.</summary>
    public UserId? Buyer { get; init; }

    public string Design { get; init; } = "classic";

    public DateTimeOffset? ExpiresAt { get; init; }
}
