using System.Text.Json.Serialization;
using GiftCards.Core.Campaigns;
using GiftCards.Core.Cards;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Buy one or more cards of one merchant, or top some up.</summary>
/// <param name="MerchantSlug">Whose cards; <see cref="PlatformSeller.Slug"/> for the platform's own.</param>
/// <param name="Items">What, 1 to 20 lines, 500 cards in all.</param>
/// <param name="Purchaser">Who pays.</param>
public sealed record PlaceOrder(string MerchantSlug, IReadOnlyList<PlaceOrderItem> Items, Purchaser Purchaser)
{
    /// <summary>Whether it is a list of people, which may be as long as an order holds cards.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsList { get; init; }

    /// <summary>What the buyer was shown that it costs, so that no other price is taken; null where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Money? ShownTotal { get; init; }

    /// <summary>Language of the purchaser's mails; gifts have their own.</summary>
    public string Language { get; init; } = SpokenLanguages.Default;
}

/// <summary>Who pays for an order.</summary>
public sealed record Purchaser(string Name, string Email, string? Phone);

/// <summary>A number of equal cards for one recipient, or value for a card that there is already.</summary>
public sealed record PlaceOrderItem(Money Amount)
{
    /// <summary>The card to top up; then nothing else is said but the amount.</summary>
    public TopUpTarget? TopUp { get; init; }

    public int Quantity { get; init; } = 1;

    public Party? Recipient { get; init; }

    public string? Message { get; init; }

    public DeliveryMethod Delivery { get; init; } = DeliveryMethod.Email;

    /// <summary>Local date and time of delivery; null for at once.</summary>
    public DateTime? DeliverAt { get; init; }

    /// <summary>IANA zone of <see cref="DeliverAt"/>; the merchant's when absent.</summary>
    public string? DeliverTimeZone { get; init; }

    public string? Design { get; init; }

    public string? Language { get; init; }
}

/// <summary>
/// Places orders. Errors: <c>not_found</c> for an unknown merchant, <c>merchant_not_accepting</c>,
/// <c>amount_out_of_range</c>, <c>currency_mismatch</c>, <c>price_changed</c>, <c>invalid_request</c>,
/// <c>idempotency_key_*</c>, <c>unavailable</c>; for a top-up <c>code_malformed</c>, <c>card_not_found</c>, and where
/// the card itself is in the way <c>card_*</c> or <c>single_service_only</c>.
/// </summary>
public sealed class PlaceOrderHandler(
    GiftCardsDatabase database,
    ReadOnlyMode readOnly,
    IPaymentProvider payments,
    OrderQueries orders,
    Protector protector,
    CommissionRules commission,
    TimeProvider time)
{
    public async Task<Result<Answer<PlacedOrder>>> HandleAsync(
        Actor actor, PlaceOrder command, string? idempotencyKey, CancellationToken cancellationToken)
    {
        if (await readOnly.RefuseAsync(cancellationToken) is { } shut)
        {
            return shut;
        }

        var key = IdempotencyKey.Create(actor, "place_order", idempotencyKey, command);
        if (!key.IsOk)
        {
            return key.Error;
        }

        // A buyer may order from any merchant; narrowed by slug.
        await using var context = database.OpenAcrossMerchants();
        var earlier = await IdempotencyLookup.SubjectAsync(context, key.Value, cancellationToken);
        if (!earlier.IsOk)
        {
            return earlier.Error;
        }

        if (earlier.Value is { } subject)
        {
            return await RepeatAsync(new OrderId(subject), cancellationToken);
        }

        var seller = await OrderSeller.FindAsync(context, command, cancellationToken);
        if (!seller.IsOk)
        {
            return seller.Error;
        }

        var (merchant, settings) = seller.Value;
        var now = time.GetInstant();
        var campaigns = await CampaignQueries.RunningAsync(context, merchant.Id, now, cancellationToken);
        if ((OrderRules.Refuse(command, merchant, settings, now)
            ?? OrderRules.RefuseDesigns(command, settings, campaigns)) is { } refused)
        {
            return refused;
        }

        var topUps = await FindCardsAsync(context, actor, command, settings, now, cancellationToken);
        if (!topUps.IsOk)
        {
            return topUps.Error;
        }

        var token = OpaqueToken.Create("");
        var terms = await TermsAsync(context, merchant.Id, now, cancellationToken);
        var order = Draft(
            command, actor, new Offer(merchant, settings, campaigns, terms), topUps.Value, token, now);
        return command.ShownTotal is { } shown && shown != order.Total
            ? new PriceChanged(order.Total)
            : await SaveAsync(context, order, key.Value, cancellationToken)
                ?? await AnswerAsync(order, token, cancellationToken);
    }

    // Of its own cards the platform takes its share where they are redeemed.
    private async Task<CommissionTerms> TermsAsync(
        GiftCardsDbContext context, MerchantId merchant, DateTimeOffset now, CancellationToken cancellationToken) =>
        merchant.IsPlatform
            ? CommissionTerms.Plain(default)
            : await commission.ForAsync(context, merchant, now, cancellationToken);

    /// <summary>Writes order and key together; answers only when the key had its effect elsewhere meanwhile.</summary>
    private async Task<Result<Answer<PlacedOrder>>?> SaveAsync(
        GiftCardsDbContext context, Order order, IdempotencyKey key, CancellationToken cancellationToken)
    {
        context.Orders.Add(order);
        context.IdempotencyRecords.Add(IdempotencyRecord.Of(key, order.Id.Value, order.CreatedAt));
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear();
            var winner = await IdempotencyLookup.SubjectAsync(context, key, cancellationToken);
            return winner switch
            {
                { IsOk: false } => winner.Error,
                { Value: { } id } => await RepeatAsync(new OrderId(id), cancellationToken),
                _ => new Conflict(),
            };
        }
    }

    private async Task<Result<Answer<PlacedOrder>>> AnswerAsync(
        Order order, string token, CancellationToken cancellationToken)
    {
        var view = await orders.ViewAsync(order.Id, forBuyer: true, cancellationToken);
        return new Answer<PlacedOrder>(new PlacedOrder(view!, token), false);
    }

    // A repetition tells no secret again: whoever repeats a guest's key need not be that guest.
    private async Task<Result<Answer<PlacedOrder>>> RepeatAsync(OrderId id, CancellationToken cancellationToken)
    {
        var view = await orders.ViewAsync(id, forBuyer: false, cancellationToken);
        return new Answer<PlacedOrder>(new PlacedOrder(view!, null), true);
    }

    /// <summary>The cards of the lines that top one up, by line.</summary>
    private async Task<Result<IReadOnlyDictionary<int, Card>>> FindCardsAsync(
        GiftCardsDbContext context,
        Actor actor,
        PlaceOrder command,
        GiftCardSettings settings,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var cards = new Dictionary<int, Card>();
        for (var line = 0; line < command.Items.Count; line++)
        {
            if (command.Items[line].TopUp is not { } target)
            {
                continue;
            }

            var found = await target.FindAsync(context, actor, protector, now, cancellationToken);
            if (!found.IsOk)
            {
                return found.Error;
            }

            // Another merchant's card is none here, nor is one of the platform's in another currency.
            var refused = found.Value.MerchantId == settings.MerchantId && found.Value.Currency == settings.Currency
                ? LoadPolicy.Refuse(found.Value, settings, now)
                : new CardNotFound();
            if (refused is not null)
            {
                return refused;
            }

            cards[line] = found.Value;
        }

        return cards;
    }

    private Order Draft(
        PlaceOrder command,
        Actor actor,
        Offer offer,
        IReadOnlyDictionary<int, Card> topUps,
        string token,
        DateTimeOffset now)
    {
        var (merchant, settings, campaigns, terms) = offer;
        var ofValue = campaigns.FirstOrDefault(campaign => campaign.IsOfValue);
        var usual = campaigns.Select(campaign => campaign.Design).FirstOrDefault(design => design is not null)
            ?? settings.Designs[0];
        var id = PublicId.New<OrderId>(now);
        var items = command.Items
            .Select((item, line) => DraftItem(
                item, line, CardPrice.Of(item.Amount, item.TopUp is null ? ofValue : null)))
            .ToList();
        return new Order
        {
            MerchantId = merchant.Id,
            Id = id,
            Currency = merchant.Currency,
            TotalMinor = items.Sum(item => checked(item.PaidMinor * item.Quantity)),
            PurchaserName = command.Purchaser.Name,
            PurchaserEmail = command.Purchaser.Email,
            PurchaserEmailHash = protector.HashEmail(command.Purchaser.Email),
            PurchaserPhone = command.Purchaser.Phone,
            UserId = actor.Person,
            Language = command.Language,
            AccessTokenHash = OpaqueToken.Hash(token),
            Provider = payments.Name,
            CommissionPartsPerMillion = terms.RatePartsPerMillion,
            Terms = terms,
            CreatedAt = now,
            PayBy = now + Order.PaymentWindow,
            Items = items,
        };

        OrderItem DraftItem(PlaceOrderItem item, int line, CardPrice price) => new()
        {
            TopUpCardId = topUps.GetValueOrDefault(line)?.Id,
            MerchantId = merchant.Id,
            OrderId = id,
            Line = line,
            AmountMinor = price.Value.Minor,
            PriceMinor = price.Campaign is null ? null : price.Price.Minor,
            CampaignId = price.Campaign?.Id,
            Quantity = item.Quantity,
            RecipientName = item.Recipient?.Name,
            RecipientEmail = item.Recipient?.Email,
            Message = item.Message,
            DeliveryMethod = item.TopUp is null ? item.Delivery : DeliveryMethod.Print,
            DeliverAt = OrderRules.DeliveryInstant(item, merchant),
            Design = topUps.GetValueOrDefault(line)?.Design ?? item.Design ?? usual,
            Language = item.Language ?? command.Language,
        };
    }

    /// <summary>Who sells, under which rules, with what running beside them.</summary>
    private sealed record Offer(
        Merchant Merchant, GiftCardSettings Settings, IReadOnlyList<Campaign> Campaigns, CommissionTerms Terms);
}
