using System.Text.Json;
using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Favourites;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Privacy;
using GiftCards.Core.Reviews;
using GiftCards.Tests.Core.Transfers;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Privacy;

public sealed class PrivacyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task People_take_all_that_is_known_of_them_and_nothing_of_others(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider, limitScale: 1);
        var ann = Here(giving, giving.Ann);
        await LiveAsync(giving, ann);
        await giving.GiveAsync(giving.Bob, 7_700);

        var data = (await TakeAsync(giving, ann)).Value;
        var (order, card, gift) = (Assert.Single(data.Orders), Assert.Single(data.Cards), Assert.Single(data.Given));
        Assert.Equal(("Ann Ames", GivingWorld.AnnsAddress, true), (data.Account.Name, data.Account.Email, data.Account.IsEmailConfirmed));
        Assert.Equal((5_000, "cleo@mail.test", "Enjoy!"), (order.TotalMinor, order.Lines[0].RecipientEmail, order.Lines[0].Message));
        Assert.Equal((10_000, giving.Merchant.Name), (card.BalanceMinor, card.Merchant));
        Assert.Equal((5_000, "Rita Recipient"), (gift.AmountMinor, gift.To));
        Assert.Equal("issue", Assert.Single(data.CardHistory).Type);
        Assert.Equal(("Lovely", giving.Merchant.Name), (Assert.Single(data.Reviews).Text, Assert.Single(data.Favourites).Merchant));
        Assert.DoesNotContain("7700", JsonSerializer.Serialize(data), StringComparison.Ordinal);
        Assert.Equal(1, await NotedAsync(giving, AuditActions.OwnDataTaken));
    }

    [Fact]
    public async Task The_file_is_for_whoever_has_just_proven_who_they_are_and_a_few_times_a_day()
    {
        await using var giving = await GivingWorld.StartAsync(limitScale: 1);
        var ann = Here(giving, giving.Ann);

        Assert.Equal("unauthenticated", (await TakeAsync(giving, new Actor.Anonymous("127.0.0.1"))).Error?.Code);
        Assert.Equal("sign_in_again", (await TakeAsync(giving, giving.Ann)).Error?.Code);
        for (var time = 0; time < TakeOwnDataHandler.PerDay; time++)
        {
            Assert.True((await TakeAsync(giving, ann)).IsOk);
        }

        Assert.Equal("rate_limited", (await TakeAsync(giving, ann)).Error?.Code);
        giving.World.Clock.Advance(RecentSignIn.Window);
        Assert.Equal("sign_in_again", (await TakeAsync(giving, ann)).Error?.Code);
    }

    [Theory, EveryProvider]
    public async Task A_closed_account_leaves_the_books_as_they_were_and_nobodys_name_in_them(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var ann = Here(giving, giving.Ann);
        var own = await LiveAsync(giving, ann);
        var passed = await giving.BeginAsync(giving.Ann, await giving.GiveAsync(giving.Ann, 3_000));
        Assert.True((await giving.ClaimAsync(giving.Bob, passed)).IsOk);
        var total = await giving.TotalAsync();

        var closing = (await giving.World.Get<ClosingQueries>().GetAsync(ann, Token)).Value;
        Assert.Equal((null, 1, 10_000), (closing.Refusal, closing.Cards, Assert.Single(closing.Value).Minor));
        Assert.Equal("account_has_value", (await CloseAsync(giving, ann)).Error?.Code);
        Assert.True((await CloseAsync(giving, ann, knowsOfValue: true)).IsOk);

        await using var context = giving.World.Database.OpenAcrossMerchants();
        var person = ann.Person!.Value;
        Assert.False(await context.Users.AnyAsync(user => user.Id == person.Value, Token));
        Assert.False(await context.Favourites.AnyAsync(row => row.UserId == person, Token));
        Assert.False(await context.Notifications.AnyAsync(row => row.UserId == person, Token));
        var order = await context.Orders.AsNoTracking().SingleAsync(Token);
        Assert.Equal(("–", "", null, 5_000), (order.PurchaserName, order.PurchaserEmail, order.UserId, order.TotalMinor));
        var cards = await context.Cards.AsNoTracking().ToListAsync(Token);
        Assert.DoesNotContain(cards, card => card.OwnerId == person);
        Assert.DoesNotContain("Ann", string.Join(' ', cards.Select(card => $"{card.PurchaserName} {card.GiverName}")), StringComparison.Ordinal);
        Assert.Equal("cleo@mail.test", cards.Single(card => card.OrderId == order.Id).RecipientEmail);
        Assert.Null(Assert.Single((await giving.World.Get<ReviewQueries>().ListAsync(giving.Merchant.Id, PageRequest.First, Token)).Data).Author);
        Assert.Equal(1, await NotedAsync(giving, AuditActions.AccountClosed));

        // What is on the cards is still owed, and whoever has the code can spend it.
        Assert.Equal(total, await giving.TotalAsync());
        Assert.True((await giving.World.RedeemAsync(giving.Merchant, own.Code!, 10_000)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Nobody_who_gets_the_address_later_finds_what_was_under_it(DatabaseProvider provider)
    {
        await using var giving = await GivingWorld.StartAsync(provider);
        var ann = Here(giving, giving.Ann);
        await LiveAsync(giving, ann);
        Assert.True((await CloseAsync(giving, ann, knowsOfValue: true)).IsOk);
        Assert.Equal("unauthenticated", (await CloseAsync(giving, ann, knowsOfValue: true)).Error?.Code);

        var later = Here(giving, await giving.AddPersonAsync(GivingWorld.AnnsAddress));
        await using (var context = giving.World.Database.OpenAcrossMerchants())
        {
            var hash = giving.World.Protector.HashEmail(GivingWorld.AnnsAddress);
            await ClaimCardsByEmail.ClaimAsync(context, later.Person!.Value, hash, Token);
        }

        var data = (await TakeAsync(giving, later)).Value;
        Assert.Empty(data.Cards);
        Assert.Empty(data.Orders);
        Assert.Empty(data.Given);
    }

    [Fact]
    public async Task An_account_with_something_under_way_or_with_work_to_do_stays()
    {
        await using var giving = await GivingWorld.StartAsync();
        var (ann, bob) = (Here(giving, giving.Ann), Here(giving, giving.Bob));
        var passed = await giving.BeginAsync(giving.Ann, await giving.GiveAsync(giving.Ann, 3_000));
        var placed = await giving.World.PlaceOrderAsync(giving.Merchant, 2_000, buyer: giving.Bob);

        Assert.Equal("account_busy", (await CloseAsync(giving, ann, knowsOfValue: true)).Error?.Code);
        Assert.Equal("account_busy", (await CloseAsync(giving, bob, knowsOfValue: true)).Error?.Code);
        Assert.True((await giving.WithdrawAsync(giving.Ann, passed.Id)).IsOk);
        Assert.True((await giving.World.PayAsync(placed)).IsOk);
        Assert.Equal("sign_in_again", (await CloseAsync(giving, giving.Ann, knowsOfValue: true)).Error?.Code);
        await using (var context = giving.World.Database.OpenAcrossMerchants())
        {
            context.Staff.Add(new StaffMember
            {
                MerchantId = giving.Merchant.Id,
                UserId = ann.Person!.Value,
                Role = StaffRole.Cashier,
                CreatedAt = giving.World.Clock.GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }

        Assert.Equal("account_at_work", (await CloseAsync(giving, ann, knowsOfValue: true)).Error?.Code);
        Assert.True((await CloseAsync(giving, bob, knowsOfValue: true)).IsOk);
        await giving.World.AssertBooksAsync();
    }

    // A card of one's own, a gift bought for somebody, a review and a favourite.
    private static async Task<IssuedCard> LiveAsync(GivingWorld giving, Actor person)
    {
        var own = await giving.GiveAsync(person, 10_000);
        var placed = await giving.World.PlaceOrderAsync(
            giving.Merchant, 5_000, recipient: "cleo@mail.test", buyer: person, email: GivingWorld.AnnsAddress);
        Assert.True((await giving.World.PayAsync(placed)).IsOk);
        Assert.True((await giving.World.Get<WriteReviewHandler>().HandleAsync(
            person, new WriteReview(giving.Merchant.Id, 5, "Lovely"), Token)).IsOk);
        Assert.True((await giving.World.Get<SetFavouriteHandler>().HandleAsync(
            person, new SetFavourite(giving.Merchant.Slug, true), Token)).IsOk);
        return own;
    }

    private static Actor Here(GivingWorld giving, Actor person) => new Actor.Buyer(person.Person!.Value)
    {
        Session = new ActorSession(new SessionId(Guid.NewGuid()), giving.World.Clock.GetInstant(), true, false),
    };

    private static Task<Result<OwnData>> TakeAsync(GivingWorld giving, Actor actor) =>
        giving.World.Get<TakeOwnDataHandler>().HandleAsync(actor, Token);

    private static Task<Result<Done>> CloseAsync(GivingWorld giving, Actor actor, bool knowsOfValue = false) =>
        giving.World.Get<CloseAccountHandler>().HandleAsync(actor, new CloseAccount(knowsOfValue), Token);

    private static async Task<int> NotedAsync(GivingWorld giving, string action)
    {
        await using var context = giving.World.Database.OpenAcrossMerchants();
        return await context.AuditEntries.CountAsync(entry => entry.Action == action, Token);
    }
}
