using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Payments.Sandbox;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>What people do with the platform's own cards.</summary>
public static class PlatformActions
{
    /// <summary>Somebody who runs the platform; another one each time.</summary>
    public static Actor NewAdministrator(AdminPermissions grants = AdminPermissions.Full) =>
        new Actor.Administrator(new UserId(Guid.NewGuid()), grants) { Session = JustSignedIn };

    /// <summary>A session whose person is always just back.</summary>
    public static ActorSession JustSignedIn { get; } =
        new(new SessionId(Guid.NewGuid()), DateTimeOffset.MaxValue, MayMoveMoney: true, HasSecondFactor: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How the platform sells in a currency, unless a test says otherwise; version 0 begins it.</summary>
    public static UpdateGiftCardSettings Programme(string currency = "AED")
    {
        return new UpdateGiftCardSettings
        {
            Enabled = true,
            Presets = [Of(10_000), Of(25_000)],
            AllowCustomAmounts = true,
            Min = Of(1_000),
            Max = Of(500_000),
            ValidityMonths = null,
            ValidityDays = null,
            TopUpExtends = false,
            LoadUsedUp = false,
            AllowPartialUse = true,
            AllowMultipleServices = true,
            MinimumPurchase = null,
            CodePrefix = "GIFT",
            CodeGroups = 3,
            CustomMessage = "",
            Terms = "",
            SendToRecipient = true,
            SendToPurchaser = true,
            NotifyOnUse = true,
            Version = 0,
        };

        Money Of(long minor) => new(minor, Currency.Of(currency));
    }

    /// <summary>Begins to sell the platform's cards in a currency, or changes how.</summary>
    public static Task<Result<MerchantSettings>> SetProgrammeAsync(
        this TestWorld world,
        string currency = "AED",
        Func<UpdateGiftCardSettings, UpdateGiftCardSettings>? change = null,
        Actor? actor = null) =>
        world.Get<UpdateGiftCardSettingsHandler>().HandleAsync(
            actor ?? NewAdministrator(),
            MerchantId.Platform,
            change is null ? Programme(currency) : change(Programme(currency)),
            Token);

    /// <summary>An order for a card of the platform's, not yet paid.</summary>
    public static Task<Result<Answer<PlacedOrder>>> OrderPlatformCardAsync(
        this TestWorld world, Money amount, Actor? buyer = null, params PlaceOrderItem[] more) =>
        world.Get<PlaceOrderHandler>().HandleAsync(
            buyer ?? new Actor.Anonymous("127.0.0.1"),
            new PlaceOrder(
                PlatformSeller.Slug,
                [new PlaceOrderItem(amount) { Recipient = new Party("Rita Recipient", "rita@example.test") }, .. more],
                new Purchaser("Ben Buyer", "ben@example.test", null)),
            Guid.NewGuid().ToString(),
            Token);

    /// <summary>A card of the platform's that was bought and paid; its programme is begun where it is not there.</summary>
    public static async Task<IssuedCard> BuyPlatformCardAsync(
        this TestWorld world, long amountMinor, string currency = "AED", Actor? buyer = null)
    {
        await world.SetProgrammeAsync(currency);
        var placed = await world.OrderPlatformCardAsync(new Money(amountMinor, Currency.Of(currency)), buyer);
        var paid = await world.Get<PaySandboxOrderHandler>().HandleAsync(
            new Actor.OrderHolder(placed.Value.Value.Order.Id),
            new PaySandboxOrder(placed.Value.Value.Order.Id, new SandboxCard("4242 4242 4242 4242", "12/30", "123"), null),
            Token);
        var card = paid.Value.GiftCards.Single();
        return new IssuedCard(card.GiftCard, card.Code);
    }

    /// <summary>What the last entry posted: whose book, debit, credit and minor units.</summary>
    public static async Task<IReadOnlyList<(MerchantId Book, AccountKind Debit, AccountKind Credit, long Minor)>> LastPostedAsync(
        this TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var entries = await context.JournalEntries.AsNoTracking().Include(entry => entry.Postings).ToListAsync(Token);
        return [.. entries.MaxBy(entry => entry.Id.Value)!.Postings.OrderBy(posting => posting.Line)
            .Select(posting => (posting.Book, posting.Debit, posting.Credit, posting.AmountMinor))];
    }

    /// <summary>How a merchant stands with the platform: open, suspended or waiting.</summary>
    public static async Task SetStatusAsync(this TestWorld world, Merchant merchant, MerchantStatus status)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        await context.Merchants.Where(row => row.Id == merchant.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.Status, status), Token);
    }
}
