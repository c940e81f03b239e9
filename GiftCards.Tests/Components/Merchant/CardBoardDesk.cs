using Bunit;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Refunds;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Merchant.Desk;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Merchant;

/// <summary>What the tests of a card's page do to it, and look up behind it.</summary>
internal static class CardBoardDesk
{
    public static async Task<SignedInPage> OpenAsync(string language = "en")
    {
        var desk = (await SignedInPage.OpenAsync(language))
            .With<CardDeskQuery>().With<LoadCardHandler>().With<AdjustBalanceHandler>().With<BlockCardHandler>()
            .With<UnblockCardHandler>().With<CancelCardHandler>().With<ReinstateCardHandler>().With<ExtendCardHandler>().With<VoidRedemptionHandler>()
            .With<PlaceHoldHandler>().With<CaptureHoldHandler>().With<ReleaseHoldHandler>()
            .With<RefundCardHandler>();
        desk.Page.Services.AddSingleton(services => new ResendGiftHandler(
            desk.World.Database, services.GetRequiredService<AttemptLimiter>(), desk.World.Get<OutboxSignal>(), desk.World.Clock));
        return desk;
    }

    public static IRenderedComponent<CardBoard> Show(SignedInPage desk, IssuedCard card)
    {
        var board = desk.Render<CardBoard>(parameters => parameters.Add(p => p.Id, card.GiftCard.Id.ToString()));
        board.WaitForElement("h1");
        return board;
    }

    public static List<string> Offered(IRenderedComponent<CardBoard> board) =>
        [.. board.FindAll(".desk-actions button").Select(button => button.TextContent.Trim())];

    public static void Choose(IRenderedComponent<CardBoard> board, string action) =>
        board.FindAll(".desk-actions button").Single(button => button.TextContent.Trim() == action).Click();

    public static AngleSharp.Dom.IElement Button(IRenderedComponent<CardBoard> board) => board.FindAll("dialog .modal-actions button")[1];

    // All presses reach the component before it can draw itself anew, as they do from an impatient finger.
    public static async Task SendAsync(IRenderedComponent<CardBoard> board, int times = 1)
    {
        List<Task> presses = [];
        var form = board.Find("dialog form");
        await board.InvokeAsync(() => presses.AddRange(Enumerable.Range(0, times).Select(_ => form.SubmitAsync())));
        await Task.WhenAll(presses);
    }

    public static async Task<IReadOnlyList<CardTransaction>> LinesAsync(this SignedInPage desk, EntryType type)
    {
        await using var context = desk.World.Database.OpenAcrossMerchants();
        return await context.CardTransactions.Where(line => line.Type == type).ToListAsync(TestContext.Current.CancellationToken);
    }
}
