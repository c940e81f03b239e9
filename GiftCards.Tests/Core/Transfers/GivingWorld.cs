using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Transfers;

/// <summary>A merchant, and people who pass its cards on: Ann, who has one, and Bob.</summary>
internal sealed class GivingWorld : IAsyncDisposable
{
    public const string AnnsAddress = "ann@mail.test";
    public const string BobsAddress = "bob@mail.test";

    private GivingWorld(TestWorld world, Merchant merchant, Actor ann, Actor bob) =>
        (World, Merchant, Ann, Bob) = (world, merchant, ann, bob);

    public TestWorld World { get; }

    public Merchant Merchant { get; }

    public Actor Ann { get; }

    public Actor Bob { get; }

    public Actor Staff => TestWorld.StaffOf(Merchant);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string NewKey => Guid.NewGuid().ToString();

    public static async Task<GivingWorld> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite, Action<GiftCardSettings>? settings = null, int limitScale = 100)
    {
        var world = await TestWorld.StartAsync(provider, services =>
        {
            services.AddGiftCardsAccess(new RateLimitOptions(limitScale));
            services.RegisterDelivery(
                new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null));
        });
        var merchant = await world.AddMerchantAsync(settings: settings);
        var ann = await world.AddUserAsync(AnnsAddress, name: "Ann Ames");
        var bob = await world.AddUserAsync(BobsAddress, name: "Bob Bell");
        return new GivingWorld(world, merchant, new Actor.Buyer(ann), new Actor.Buyer(bob));
    }

    /// <summary>A claim code of nothing.</summary>
    public static string AnyClaimCode() => ClaimCode.Generate().Display;

    public ValueTask DisposeAsync() => World.DisposeAsync();

    public async Task<Actor> AddPersonAsync(string email, bool isConfirmed = true) =>
        new Actor.Buyer(await World.AddUserAsync(email, isConfirmed));

    /// <summary>A card in a person's wallet.</summary>
    public async Task<IssuedCard> GiveAsync(Actor person, long amountMinor)
    {
        var card = await World.IssueCardAsync(Merchant, amountMinor);
        await TakeAsync(person, card);
        return card;
    }

    /// <summary>Puts a card that nobody owns into a person's wallet.</summary>
    public async Task TakeAsync(Actor person, IssuedCard card)
    {
        var token = GiftLink.TokenFor(await World.CardAsync(card.GiftCard.Id), World.Protector);
        Assert.True((await World.Get<AddGiftToWalletHandler>().HandleAsync(person, new AddGiftToWallet(token), Token)).IsOk);
    }

    public Task<Result<Answer<TransferView>>> TransferAsync(
        Actor person, CardId card, long? partMinor = null, string? toEmail = null, string? message = null, string? key = null) =>
        World.Get<TransferCardHandler>().HandleAsync(
            person,
            new TransferCard(card, toEmail, partMinor is { } minor ? new Money(minor, Merchant.Currency) : null) { Message = message },
            key ?? NewKey,
            Token);

    /// <summary>A transfer with a claim code, which must succeed.</summary>
    public async Task<TransferView> BeginAsync(Actor person, IssuedCard card, long? partMinor = null)
    {
        var begun = await TransferAsync(person, card.GiftCard.Id, partMinor);
        Assert.True(begun.IsOk, begun.Error?.Code);
        return begun.Value.Value;
    }

    public Task<Result<Answer<CardChange>>> ClaimAsync(Actor person, TransferView transfer, string? key = null) =>
        ClaimAsync(person, transfer.ClaimCode!.Display, key);

    public Task<Result<Answer<CardChange>>> ClaimAsync(Actor person, string code, string? key = null) =>
        World.Get<ClaimTransferHandler>().HandleAsync(person, new ClaimTransfer(code, null), key ?? NewKey, Token);

    public Task<Result<Answer<CardChange>>> AcceptAsync(Actor person, TransferId transfer) =>
        World.Get<ClaimTransferHandler>().HandleAsync(person, new ClaimTransfer(null, transfer), NewKey, Token);

    public Task<Result<Answer<CardChange>>> WithdrawAsync(Actor person, TransferId transfer, string? key = null) =>
        World.Get<WithdrawTransferHandler>().HandleAsync(person, new WithdrawTransfer(transfer), key ?? NewKey, Token);

    /// <summary>The card as it lies in the person's wallet; null when it does not.</summary>
    public async Task<WalletCard?> InWalletAsync(Actor person, CardId card)
    {
        var found = await World.Get<WalletQueries>().GetAsync(person, card, Token);
        return found.IsOk ? found.Value : null;
    }

    public async Task<TransferStatus> StatusAsync(Actor sender, TransferId transfer) =>
        (await World.Get<TransferQueries>().GetAsync(sender, transfer, Token)).Value.Status;

    /// <summary>All that is on the merchant's cards, in minor units.</summary>
    public async Task<long> TotalAsync()
    {
        await using var context = World.Database.OpenAcrossMerchants();
        return await context.Cards.SumAsync(card => card.BalanceMinor, Token);
    }

    /// <summary>Sends what waits, and answers with all mail to that address, oldest first.</summary>
    public async Task<IReadOnlyList<MailboxMessage>> MailToAsync(string email)
    {
        while (await World.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
            World.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        await using var context = World.Database.OpenAcrossMerchants();
        Assert.False(await context.Outbox.AnyAsync(message => message.State == OutboxState.Dead, Token));
        var all = await context.Mailbox.AsNoTracking().Include(mail => mail.Attachments).OrderBy(mail => mail.SentAt).ToListAsync(Token);
        return [.. all.Where(mail => mail.To == email)];
    }
}
