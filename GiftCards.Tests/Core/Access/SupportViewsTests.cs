using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Audit;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Access;

/// <summary>Support looks at a merchant for half an hour, changes nothing, and both ends are written down.</summary>
public sealed class SupportViewsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_look_is_told_to_the_merchant_at_both_ends_and_ends_by_itself_after_half_an_hour(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var (views, merchant, admin, session) = await BeginAsync(people);

        var live = await views.FindAsync(admin.User, session, Token);

        Assert.Equal((merchant.Id, "Petra Plum"), (live!.Merchant.Id, live.Viewer));
        Assert.Null(await views.FindAsync(admin.User, new SessionId(Guid.NewGuid()), Token));
        Assert.Null(await views.FindAsync(new UserId(Guid.NewGuid()), session, Token));
        people.World.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.NotNull(await views.FindAsync(admin.User, session, Token));
        Assert.Equal(0, await views.SweepAsync(Token));
        people.World.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await views.FindAsync(admin.User, session, Token));
        Assert.Equal(1, await views.SweepAsync(Token));
        Assert.Equal(0, await views.SweepAsync(Token));

        var began = await people.World.TrailOfAsync(AuditActions.ViewBegan);
        var ended = await people.World.TrailOfAsync(AuditActions.ViewEnded);
        Assert.Equal((merchant.Id, admin.Label), (began.MerchantId, began.ActorLabel));
        Assert.Contains("Case 4711", began.After, StringComparison.Ordinal);
        Assert.Equal(began.At + SupportView.Lifetime, ended.At);
        Assert.Contains(admin.Label, ended.After, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task Whoever_looks_may_stop_and_a_new_look_ends_the_one_before(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var (views, _, admin, session) = await BeginAsync(people);
        var other = await people.World.AddMerchantAsync("other");

        var second = await views.BeginAsync(admin, new BeginSupportView(other.Id, session, "Case 4712"), Token);
        await views.EndAsync(admin, session, Token);
        await views.EndAsync(admin, session, Token);

        Assert.True(second.IsOk);
        Assert.Null(await views.FindAsync(admin.User, session, Token));
        var trail = await people.World.TrailAsync();
        Assert.Equal(2, trail.Count(entry => entry.Action == AuditActions.ViewBegan));
        Assert.Equal(2, trail.Count(entry => entry.Action == AuditActions.ViewEnded));
    }

    [Theory, EveryProvider]
    public async Task Only_those_for_support_look_and_only_with_a_reason(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var merchant = await people.World.AddMerchantAsync();
        var views = people.World.Get<SupportViews>();
        var session = new SessionId(Guid.NewGuid());
        Actor may = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);

        foreach (var actor in (Actor[])
        [
            new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Analytics),
            TestWorld.StaffOf(merchant),
            new Actor.Support(new UserId(Guid.NewGuid()), merchant.Id),
        ])
        {
            Assert.Equal(new Forbidden(), (await views.BeginAsync(actor, new BeginSupportView(merchant.Id, session, "Why"), Token)).Error);
        }

        Assert.IsType<InvalidRequest>((await views.BeginAsync(may, new BeginSupportView(merchant.Id, session, " "), Token)).Error);
        Assert.Equal(new NotFound(), (await views.BeginAsync(may, new BeginSupportView(MerchantId.Platform, session, "Why"), Token)).Error);
        Assert.Empty(await people.World.TrailAsync());
    }

    [Theory, EveryProvider]
    public async Task Who_looks_reads_what_the_merchants_people_read_and_changes_nothing(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var world = people.World;
        var merchant = await world.AddMerchantAsync();
        var other = await world.AddMerchantAsync("other");
        var card = await world.IssueCardAsync(merchant, 10_000);
        Actor viewer = new Actor.Support(new UserId(Guid.NewGuid()), merchant.Id);

        Assert.True((await world.Get<SettingsQueries>().GetAsync(viewer, merchant.Id, Token)).IsOk);
        Assert.True((await world.Get<CardQueries>().GetAsync(viewer, card.GiftCard.Id, Token)).IsOk);
        Assert.Equal(new NotFound(), (await world.Get<SettingsQueries>().GetAsync(viewer, other.Id, Token)).Error);
        foreach (var refused in new[]
        {
            (await world.AdjustAsync(viewer, card, 100)).Error,
            (await world.BlockAsync(viewer, card)).Error,
            (await world.LoadAsync(viewer, card, 100)).Error,
            (await world.CancelAsync(viewer, card)).Error,
            (await world.RedeemAsync(merchant, card.Code!, 100, actor: viewer)).Error,
            (await world.Get<SetAdjustmentLimitHandler>().HandleAsync(viewer, merchant.Id, new SetAdjustmentLimit(null, 1), Token)).Error,
            (await world.Get<CreateApiKeyHandler>().HandleAsync(
                viewer, new CreateApiKey { Merchant = merchant.Id, Name = "Key", Scopes = Permissions.CardsRead }, Token)).Error,
        })
        {
            Assert.Equal(new Forbidden(), refused);
        }

        await world.AssertBooksAsync();
    }

    private static async Task<(SupportViews Views, Merchant Merchant, Actor.Administrator Admin, SessionId Session)> BeginAsync(
        AccountWorld people)
    {
        var merchant = await people.World.AddMerchantAsync();
        var admin = new Actor.Administrator(await people.AddPersonAsync("petra@example.test"), AdminPermissions.Support);
        var session = new SessionId(Guid.NewGuid());
        var views = people.World.Get<SupportViews>();
        var begun = await views.BeginAsync(admin, new BeginSupportView(merchant.Id, session, " Case 4711 "), Token);
        Assert.True(begun.IsOk);
        return (views, merchant, admin, session);
    }
}
