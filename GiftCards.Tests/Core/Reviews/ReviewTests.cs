using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Core.Reviews;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Reviews;

public sealed class ReviewTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Who_bought_writes_one_review_and_may_change_it(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var (rita, sam) = (await BuyerAsync(world, merchant, "Rita Rivera"), await BuyerAsync(world, merchant, "Sam"));
        var reviews = world.Get<ReviewQueries>();

        await WriteAsync(world, rita, merchant, 5, "Lovely");
        await WriteAsync(world, sam, merchant, 4, null);
        Assert.Equal(4.5m, await RatingAsync(world));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await WriteAsync(world, rita, merchant, 2, "Not so lovely");

        Assert.Equal(3m, await RatingAsync(world));
        var shown = (await reviews.ListAsync(merchant.Id, PageRequest.First, Token)).Data;
        Assert.Equal(["Sam", "Rita R."], shown.Select(review => review.Author));
        Assert.True(shown[1].Review.IsEdited);
        Assert.Equal("Not so lovely", (await reviews.OwnAsync(rita, merchant.Id, Token)).Value.Own!.Text);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Who_spent_a_card_there_may_write_and_nobody_else(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var (stranger, spender) = (await PersonAsync(world, "Stranger"), await PersonAsync(world, "Spender"));
        var card = await world.IssueCardAsync(merchant, 10_000);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            await context.Cards.Where(row => row.Id == card.GiftCard.Id).ExecuteUpdateAsync(
                update => update.SetProperty(row => row.OwnerId, spender.User), Token);
        }

        Assert.Equal("review_not_bought", await RefusalAsync(world, stranger, merchant));
        Assert.Equal("review_not_bought", await RefusalAsync(world, spender, merchant));
        await world.RedeemAsync(merchant, card.Code!, 1_000);
        Assert.Null(await RefusalAsync(world, spender, merchant));
        Assert.Equal("unauthenticated", await RefusalAsync(world, new Actor.Anonymous("127.0.0.1"), merchant));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Who_works_there_answers_and_does_not_review(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var rita = await BuyerAsync(world, merchant, "Rita");
        var review = await WriteAsync(world, rita, merchant, 3, "So so");
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            context.Add(new StaffMember
            {
                MerchantId = merchant.Id,
                UserId = rita.User,
                Role = StaffRole.Cashier,
                CreatedAt = world.Clock.GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }

        Assert.Equal("review_own_merchant", await RefusalAsync(world, rita, merchant));
        var answer = world.Get<AnswerReviewHandler>();
        var other = await world.AddMerchantAsync("other");
        Assert.Equal("forbidden", (await answer.HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), new AnswerReview(review, "Sorry"), Token)).Error?.Code);
        Assert.Equal("not_found", (await answer.HandleAsync(TestWorld.StaffOf(other), new AnswerReview(review, "Sorry"), Token)).Error?.Code);
        Assert.True((await answer.HandleAsync(TestWorld.StaffOf(merchant), new AnswerReview(review, " Sorry "), Token)).IsOk);
        Assert.Equal("Sorry", await ReplyAsync());
        Assert.True((await answer.HandleAsync(TestWorld.StaffOf(merchant), new AnswerReview(review, ""), Token)).IsOk);
        Assert.Null(await ReplyAsync());

        async Task<string?> ReplyAsync() =>
            (await world.Get<ReviewQueries>().ListAsync(merchant.Id, PageRequest.First, Token)).Data[0].Review.Reply;
    }

    [Theory, EveryProvider]
    public async Task A_reported_review_waits_until_somebody_decides(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var (rita, sam) = (await BuyerAsync(world, merchant, "Rita"), await BuyerAsync(world, merchant, "Sam"));
        await WriteAsync(world, sam, merchant, 5, "Good");
        var review = await WriteAsync(world, rita, merchant, 1, "Buy at my shop instead");
        var admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);
        var (reviews, report, moderate) = (
            world.Get<ReviewQueries>(), world.Get<ReportReviewHandler>(), world.Get<ModerateReviewHandler>());

        Assert.True((await report.HandleAsync(sam, new ReportReview(merchant.Id, review, ReportReason.Spam), Token)).IsOk);
        Assert.True((await report.HandleAsync(sam, new ReportReview(merchant.Id, review, ReportReason.Untrue), Token)).IsOk);
        var waiting = Assert.Single((await reviews.QueueAsync(admin, ReviewStatus.Shown, PageRequest.First, Token)).Value.Data);
        Assert.Equal([ReportReason.Spam], waiting.Reasons);
        Assert.Equal(1, await WaitingAsync());

        Assert.True((await moderate.HandleAsync(admin, new ModerateReview(merchant.Id, review, ReviewDecision.Hide), Token)).IsOk);
        Assert.Equal(0, await WaitingAsync());
        Assert.Equal(5m, await RatingAsync(world));
        Assert.Equal("Sam", Assert.Single((await reviews.ListAsync(merchant.Id, PageRequest.First, Token)).Data).Author);
        Assert.Empty((await reviews.QueueAsync(admin, ReviewStatus.Shown, PageRequest.First, Token)).Value.Data);
        Assert.Equal("not_found", (await report.HandleAsync(sam, new ReportReview(merchant.Id, review, ReportReason.Spam), Token)).Error?.Code);

        Assert.True((await moderate.HandleAsync(admin, new ModerateReview(merchant.Id, review, ReviewDecision.Show), Token)).IsOk);
        Assert.Equal(3m, await RatingAsync(world));
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(2, await context.AuditEntries.CountAsync(entry => entry.MerchantId == merchant.Id && entry.TargetId == review.ToString(), Token));

        async Task<int> WaitingAsync() => (await world.Get<AdminOverviewQuery>().HandleAsync(
            new Actor.Administrator(admin.User, AdminPermissions.Full), Token)).Value.Waiting.ReportedReviews;
    }

    [Theory, EveryProvider]
    public async Task A_review_that_is_taken_off_while_it_is_reported_waits_for_nobody(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var review = await WriteAsync(world, await BuyerAsync(world, merchant, "Rita"), merchant, 1, "Buy at my shop");
        var admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);
        var (report, moderate) = (world.Get<ReportReviewHandler>(), world.Get<ModerateReviewHandler>());

        for (var round = 0; round < 8; round++)
        {
            var reader = await PersonAsync(world, $"Reader {round}");
            await moderate.HandleAsync(admin, new ModerateReview(merchant.Id, review, ReviewDecision.Show), Token);
            await Task.WhenAll(
                report.HandleAsync(reader, new ReportReview(merchant.Id, review, ReportReason.Spam), Token),
                moderate.HandleAsync(admin, new ModerateReview(merchant.Id, review, ReviewDecision.Hide), Token));

            Assert.Empty((await world.Get<ReviewQueries>().QueueAsync(admin, ReviewStatus.Shown, PageRequest.First, Token)).Value.Data);
        }
    }

    [Theory, EveryProvider]
    public async Task Stars_and_words_have_limits(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var merchant = await world.AddMerchantAsync();
        var rita = await BuyerAsync(world, merchant, "Rita");
        var handler = world.Get<WriteReviewHandler>();

        foreach (var (rating, text) in new[] { (0, "x"), (6, "x"), (3, new string('x', Review.MaxText + 1)) })
        {
            Assert.Equal("invalid_request", (await handler.HandleAsync(rita, new WriteReview(merchant.Id, rating, text), Token)).Error?.Code);
        }

        Assert.Equal("not_found", (await handler.HandleAsync(rita, new WriteReview(new MerchantId(Guid.NewGuid()), 3, ""), Token)).Error?.Code);
    }

    private static async Task<ReviewId> WriteAsync(TestWorld world, Actor author, Merchant merchant, int rating, string? text) =>
        (await world.Get<WriteReviewHandler>().HandleAsync(author, new WriteReview(merchant.Id, rating, text), Token)).Value;

    private static async Task<string?> RefusalAsync(TestWorld world, Actor author, Merchant merchant)
    {
        var written = await world.Get<WriteReviewHandler>().HandleAsync(author, new WriteReview(merchant.Id, 4, ""), Token);
        return written.IsOk ? null : written.Error.Code;
    }

    private static async Task<decimal?> RatingAsync(TestWorld world) =>
        (await world.Get<CatalogueQueries>().FindAsync("salon", Token))!.Merchant.Rating;

    private static async Task<Actor.Buyer> BuyerAsync(TestWorld world, Merchant merchant, string name)
    {
        var person = await PersonAsync(world, name);
        await world.PayAsync(await world.PlaceOrderAsync(merchant, 10_000, buyer: person));
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return person;
    }

    private static async Task<Actor.Buyer> PersonAsync(TestWorld world, string name)
    {
        var user = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = name,
            Email = $"{Guid.NewGuid():N}@example.test",
            DisplayName = name,
            CreatedAt = world.Clock.GetInstant(),
        };
        await using var context = world.Database.OpenAcrossMerchants();
        context.Add(user);
        await context.SaveChangesAsync(Token);
        return new Actor.Buyer(user.UserId);
    }
}
