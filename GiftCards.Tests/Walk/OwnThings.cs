using System.Text;
using GiftCards.Core.Bulk;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Exports;
using GiftCards.Core.Files;
using GiftCards.Core.Settlement;
using GiftCards.Core.Transfers;
using GiftCards.Core.Verification;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>One of everything that has an id: of the merchant, of its owner, of a buyer, of those who run the platform.</summary>
internal static class OwnThings
{
    private const string Aed100 = """{"amount":100,"currency":"AED"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Dictionary<string, string>> MakeAsync(RoleWorld world)
    {
        var app = world.App;
        var key = await app.ClientOfAsync(world.Merchant);
        var card = await app.IssueCardAsync(world.Merchant, 20_000);
        var id = card.GiftCard.Id.ToString();
        var order = await app.AnonymousClient().PostOnceAsync(
            "/orders",
            $$"""
            {"merchant":"{{world.Merchant.Slug}}","items":[{"amount":{"amount":10000,"currency":"AED"},"deliveryMethod":"print"}],
             "purchaser":{"name":"Ben","email":"ben@example.test"} }
            """);
        var hold = await key.PostOnceAsync($"/gift-cards/{id}/holds", $$"""{"amount":{{Aed100}}}""");
        var sale = await key.PostOnceAsync("/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{Aed100}}}""");
        var correction = await key.PostOnceAsync(
            $"/gift-cards/{id}/adjust", """{"amount":{"amount":1000001,"currency":"AED"},"reason":"support"}""");
        var (owned, given) = (await OwnAsync(world), await OwnAsync(world));
        var transfer = await app.Get<TransferCardHandler>().HandleAsync(
            world.ActorOf(Role.Buyer),
            new TransferCard(given, world.EmailOf(Role.Manager), null),
            Guid.NewGuid().ToString(),
            Token);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["card"] = id,
            ["order"] = order.Text("id")!,
            ["hold"] = hold.Text("hold", "id")!,
            ["sale"] = sale.Text("transaction", "id")!,
            ["approval"] = correction.Text("approval")!,
            ["member"] = world.UserOf(Role.Cashier).ToString(),
            ["file"] = await DocumentAsync(world),
            ["list"] = await ListAsync(world),
            ["batch"] = await BatchAsync(world, card.GiftCard.Id),
            ["payout"] = await PayoutAsync(world),
            ["export"] = await ExportAsync(world, world.Merchant.Id, world.UserOf(Role.Owner)),
            ["report"] = await ExportAsync(world, MerchantId.Platform, world.UserOf(Role.Full)),
            ["merchant"] = world.Merchant.Id.ToString(),
            ["person"] = world.UserOf(Role.Buyer).ToString(),
            ["owned"] = owned.ToString(),
            ["transfer"] = transfer.Value.Value.Id.ToString(),
        };
    }

    private static async Task<CardId> OwnAsync(RoleWorld world)
    {
        var issued = await world.App.IssueCardAsync(world.Merchant, 5_000);
        await using var context = world.App.Database.OpenAcrossMerchants();
        var card = await context.Cards.AsNoTracking().SingleAsync(one => one.Id == issued.GiftCard.Id, Token);
        var taken = await world.App.Get<AddGiftToWalletHandler>().HandleAsync(
            world.ActorOf(Role.Buyer), new AddGiftToWallet(GiftLink.TokenFor(card, world.App.Get<Protector>())), Token);
        return taken.Value;
    }

    private static async Task<string> DocumentAsync(RoleWorld world)
    {
        var added = await world.App.Get<AddDocumentHandler>().HandleAsync(
            world.ActorOf(Role.Owner),
            FileKind.Licence,
            new IncomingFile(new MemoryStream(SampleFiles.Pdf()), "licence.pdf"),
            Token);
        return added.Value.Id.ToString();
    }

    private static async Task<string> ListAsync(RoleWorld world)
    {
        var looked = await world.App.Get<CheckBulkFileHandler>().HandleAsync(
            world.ActorOf(Role.Owner),
            new CheckBulkFile("cards.csv", Encoding.UTF8.GetBytes("amount\r\n100\r\n"), CardSource.Promotion, "en"),
            Token);
        return looked.Value.ToString();
    }

    private static async Task<string> BatchAsync(RoleWorld world, CardId card)
    {
        var drafted = await world.App.Get<DraftCardBatchHandler>().HandleAsync(
            world.ActorOf(Role.Owner), new DraftCardBatch(Enum.GetValues<BatchAction>()[0], [card], null), Token);
        return drafted.Value.ToString();
    }

    private static async Task<string> PayoutAsync(RoleWorld world)
    {
        var now = world.App.Get<TimeProvider>().GetInstant();
        var payout = new Payout
        {
            MerchantId = world.Merchant.Id,
            Id = PublicId.New<PayoutId>(now),
            Period = "2030-W01",
            Currency = world.Merchant.Currency,
            AmountMinor = 5_000,
            CarriedMinor = 5_000,
            EntriesMinor = 0,
            HeldBackMinor = 0,
            EntryCount = 0,
            Status = PayoutStatus.Failed,
            Provider = "bank",
            CreatedAt = now,
            ClosedAt = now,
        };
        await using var context = world.App.Database.OpenAcrossMerchants();
        context.Payouts.Add(payout);
        await context.SaveChangesAsync(Token);
        return payout.Id.ToString();
    }

    private static async Task<string> ExportAsync(RoleWorld world, MerchantId place, UserId person)
    {
        var now = world.App.Get<TimeProvider>().GetInstant();
        var id = PublicId.New<ExportId>(now);
        var file = new FileId(id.Value);
        await using var context = world.App.Database.OpenAcrossMerchants();
        context.ListExports.Add(new ListExport
        {
            MerchantId = place,
            Id = id,
            RequestedBy = person,
            List = "cards",
            Format = ExportFormat.Csv,
            Filters = "{}",
            Language = "en",
            State = ExportState.Done,
            Rows = 1,
            CreatedAt = now,
            FinishedAt = now,
            FileName = "cards.csv",
            Size = 3,
        });
        context.FileContents.Add(new StoredContent
        {
            MerchantId = place,
            FileId = file,
            Bytes = world.App.Get<Protector>().EncryptBytes("own"u8.ToArray(), FileStore.PlaceOf(file)),
        });
        await context.SaveChangesAsync(Token);
        return id.ToString();
    }
}
