using AngleSharp.Dom;
using Bunit;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Merchant;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Shop = GiftCards.Core.Merchants.Merchant;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>What the counter's tests do to the world behind it.</summary>
internal static class CounterDesk
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What the counter asks of the domain.</summary>
    public static SignedInPage WithCounter(this SignedInPage desk)
    {
        desk.Page.Services.AddSingleton(services => new MailSaleReceiptHandler(
            desk.World.Database,
            services.GetRequiredService<AttemptLimiter>(),
            new MailboxMailSender(desk.World.Database, desk.World.Clock),
            new MailOptions("https://gifts.example")));
        return desk.With<OwnMerchantQuery>().With<CardQueries>().With<RedeemCardHandler>().With<LastSaleQuery>()
            .With<VoidRedemptionHandler>().With<SaleOutcomeQuery>().With<GiveUpSaleHandler>().With<OwnSalesTodayQuery>();
    }

    /// <summary>The merchant at whose counter the person stands.</summary>
    public static async Task<Shop> ShopAsync(
        this SignedInPage desk,
        Action<GiftCardSettings>? settings = null,
        string currency = "AED",
        string zone = "Asia/Dubai",
        StaffRole role = StaffRole.Manager)
    {
        var shop = await desk.World.AddMerchantAsync("salon", currency, zone, settings);
        await desk.WorkAtAsync(shop.Id, role);
        return shop;
    }

    public static async Task AddServiceAsync(this SignedInPage desk, Shop shop, string id, string name, int minutes, long priceMinor)
    {
        await using var context = desk.World.Database.OpenAcrossMerchants();
        context.Add(new MerchantService { MerchantId = shop.Id, Id = id, Name = name, DurationMinutes = minutes, PriceMinor = priceMinor });
        await context.SaveChangesAsync(Token);
    }

    public static async Task<IReadOnlyList<CardTransaction>> RedemptionsAsync(this SignedInPage desk)
    {
        await using var context = desk.World.Database.OpenAcrossMerchants();
        return await context.CardTransactions.Where(line => line.Type == EntryType.Redeem).ToListAsync(Token);
    }

    public static async Task<SignedInPage> OpenAsync(string language = "en") => (await SignedInPage.OpenAsync(language))
        .WithCounter().With<IssueCardHandler>();

    public static IRenderedComponent<Counter> Show(SignedInPage desk)
    {
        var counter = desk.Render<Counter>();
        counter.WaitForElement("#counter-code");
        return counter;
    }

    public static void Check(IRenderedComponent<Counter> counter, string code)
    {
        counter.Find("#counter-code").Input(code);
        Submit(counter);
    }

    public static void Submit(IRenderedComponent<Counter> counter) => counter.Find("form").Submit();

    /// <summary>
    /// All presses reach the component before it can draw itself anew, as they do from an impatient finger.
    /// </summary>
    public static async Task PressAsync(IRenderedComponent<Counter> counter, int times)
    {
        List<Task> presses = [];
        var form = counter.Find("form");
        await counter.InvokeAsync(() => presses.AddRange(Enumerable.Range(0, times).Select(_ => form.SubmitAsync())));
        await Task.WhenAll(presses);
    }

    public static async Task UndoAsync(IRenderedComponent<Counter> counter)
    {
        await counter.Find(".last-sale button").ClickAsync();
        await counter.Find("dialog .chip").ClickAsync();
        await counter.Find("dialog form").SubmitAsync();
    }

    public static IElement Apply(IRenderedComponent<Counter> counter) => counter.Find(".counter-actions .button-primary");
}
