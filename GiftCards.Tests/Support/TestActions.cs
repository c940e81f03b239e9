using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Holds;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using GiftCards.Core.Transfers;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>What people do to a card, in the fewest words; each call has a key of its own unless one is given.</summary>
public static class TestActions
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string NewKey => Guid.NewGuid().ToString();

    public static Task<Result<Answer<HoldChange>>> HoldAsync(
        this TestWorld world, Actor actor, IssuedCard card, long amountMinor, DateTimeOffset? until = null, string? key = null) =>
        world.Get<PlaceHoldHandler>().HandleAsync(
            actor, new PlaceHold(card.GiftCard.Id, MoneyOf(card, amountMinor), until), key ?? NewKey, Token);

    public static Task<Result<Answer<Redemption>>> CaptureAsync(
        this TestWorld world, Actor actor, HoldView hold, long? amountMinor = null, string? key = null) =>
        world.Get<CaptureHoldHandler>().HandleAsync(
            actor,
            new CaptureHold(hold.Id, amountMinor is { } minor ? new Money(minor, hold.Amount.Currency) : null),
            key ?? NewKey,
            Token);

    public static Task<Result<Answer<HoldChange>>> ReleaseAsync(
        this TestWorld world, Actor actor, HoldView hold, string? key = null) =>
        world.Get<ReleaseHoldHandler>().HandleAsync(actor, new ReleaseHold(hold.Id), key ?? NewKey, Token);

    public static Task<Result<Answer<CardChange>>> VoidAsync(
        this TestWorld world, Actor actor, TransactionId redemption, Money? amount = null, string? key = null) =>
        world.Get<VoidRedemptionHandler>().HandleAsync(
            actor, new VoidRedemption(redemption, amount, "Wrong customer"), key ?? NewKey, Token);

    public static Task<Result<Answer<CardChange>>> LoadAsync(
        this TestWorld world, Actor actor, IssuedCard card, long amountMinor, string? key = null) =>
        world.Get<LoadCardHandler>().HandleAsync(
            actor, new LoadCard(card.GiftCard.Id, MoneyOf(card, amountMinor), LoadMethod.Cash, null), key ?? NewKey, Token);

    public static Task<Result<Answer<Adjustment>>> AdjustAsync(
        this TestWorld world, Actor actor, IssuedCard card, long amountMinor, string? key = null) =>
        world.Get<AdjustBalanceHandler>().HandleAsync(
            actor,
            new AdjustBalance(card.GiftCard.Id, MoneyOf(card, amountMinor), AdjustmentReason.Correction, "Counted again"),
            key ?? NewKey,
            Token);

    public static Task<Result<Answer<CardChange>>> ApproveAsync(
        this TestWorld world, Actor actor, ApprovalId approval, string? key = null) =>
        world.Get<ApproveAdjustmentHandler>().HandleAsync(actor, new ApproveAdjustment(approval), key ?? NewKey, Token);

    public static Task<Result<Answer<ApprovalView>>> DeclineAsync(
        this TestWorld world, Actor actor, ApprovalId approval, string? key = null) =>
        world.Get<DeclineAdjustmentHandler>().HandleAsync(actor, new DeclineAdjustment(approval), key ?? NewKey, Token);

    public static Task<Result<Answer<CardChange>>> BlockAsync(this TestWorld world, Actor actor, IssuedCard card) =>
        world.Get<BlockCardHandler>().HandleAsync(actor, new BlockCard(card.GiftCard.Id, "Reported lost"), NewKey, Token);

    public static Task<Result<Answer<CardChange>>> UnblockAsync(this TestWorld world, Actor actor, IssuedCard card) =>
        world.Get<UnblockCardHandler>().HandleAsync(actor, new UnblockCard(card.GiftCard.Id, "Found again"), NewKey, Token);

    public static Task<Result<Answer<CardChange>>> CancelAsync(this TestWorld world, Actor actor, IssuedCard card, bool refund = false) =>
        world.Get<CancelCardHandler>().HandleAsync(actor, new CancelCard(card.GiftCard.Id, "Issued by mistake", refund), NewKey, Token);

    public static Task<Result<Answer<CardChange>>> ReinstateAsync(
        this TestWorld world, Actor actor, IssuedCard card, DateTimeOffset until) =>
        world.Get<ReinstateCardHandler>().HandleAsync(
            actor, new ReinstateCard(card.GiftCard.Id, "Customer was in hospital", until), NewKey, Token);

    /// <summary>Lets the job that ends validity run until nothing is due.</summary>
    public static async Task ExpireAsync(this TestWorld world)
    {
        while (await world.Get<ExpireHoldsHandler>().HandleAsync(Token)
            + await world.Get<ExpireTransfersHandler>().HandleAsync(Token)
            + await world.Get<ExpireCardsHandler>().HandleAsync(Token) > 0)
        {
        }
    }

    /// <summary>The card's row.</summary>
    public static async Task<Card> CardAsync(this TestWorld world, CardId id)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.Cards.AsNoTracking().SingleAsync(card => card.Id == id, Token);
    }

    /// <summary>A one-time QR as the wallet of the card's holder shows it now.</summary>
    public static async Task<string> QrOfAsync(this TestWorld world, IssuedCard card) =>
        OneTimeQr.Create(await world.CardAsync(card.GiftCard.Id), world.Clock.GetInstant(), world.Protector);

    /// <summary>The card as the merchant sees it now.</summary>
    public static async Task<CardView> LookAsync(this TestWorld world, Merchant merchant, IssuedCard card) =>
        (await world.Get<CardQueries>().GetAsync(TestWorld.StaffOf(merchant), card.GiftCard.Id, Token)).Value;

    /// <summary>What was posted about the card, as debit, credit and minor units, in order.</summary>
    public static async Task<IReadOnlyList<(AccountKind Debit, AccountKind Credit, long Minor)>> PostingsAsync(
        this TestWorld world, IssuedCard card)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var rows = context.Postings.Where(posting => posting.CardId == card.GiftCard.Id).AsEnumerable()
            .OrderBy(posting => posting.EntryId.Value).ThenBy(posting => posting.Line);
        return [.. rows.Select(posting => (posting.Debit, posting.Credit, posting.AmountMinor))];
    }

    /// <summary>Somebody with an account; what is sent to the address counts as theirs only once it is confirmed.</summary>
    public static async Task<UserId> AddUserAsync(
        this TestWorld world, string email, bool isConfirmed = true, string language = SpokenLanguages.Default, string name = "Ben")
    {
        await using var context = world.Database.OpenAcrossMerchants();
        var index = Convert.ToHexString(world.Protector.HashEmail(email));
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            NormalizedUserName = index,
            Email = email,
            NormalizedEmail = index,
            EmailConfirmed = isConfirmed,
            DisplayName = name,
            Language = language,
        };
        context.Users.Add(user);
        await context.SaveChangesAsync(Token);
        return user.UserId;
    }

    private static Money MoneyOf(IssuedCard card, long minor) => new(minor, card.GiftCard.Balance.Currency);
}
