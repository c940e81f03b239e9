using GiftCards.Core.Administration;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Audit;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Administration;

/// <summary>Messages that were given up are seen, and leave again when a person says so.</summary>
public sealed class OutboxDeskTests
{
    private static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Dead_messages_are_tried_again_one_by_one_or_all_and_only_those(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        var dead = await AddAsync(world, OutboxState.Dead);
        await AddAsync(world, OutboxState.Dead);
        await AddAsync(world, OutboxState.Pending);
        var desk = world.Get<OutboxDesk>();

        var view = (await desk.ListAsync(Admin, OutboxState.Dead, PageRequest.First, Token)).Value;
        Assert.Equal((2, 1, 2), (view.Counts[OutboxState.Dead], view.Counts[OutboxState.Pending], view.Page.Data.Count));
        Assert.Equal(1, (await desk.RetryAsync(Admin, dead, Token)).Value);
        Assert.Equal(new NotFound(), (await desk.RetryAsync(Admin, dead, Token)).Error);
        Assert.Equal(1, (await desk.RetryAsync(Admin, null, Token)).Value);
        Assert.Equal(new NotFound(), (await desk.RetryAsync(Admin, null, Token)).Error);

        await using var context = world.Database.OpenAcrossMerchants();
        Assert.All(await context.Outbox.ToListAsync(Token), message => Assert.Equal((OutboxState.Pending, 0), (message.State, message.Tries)));
        Assert.Equal(2, (await world.TrailAsync()).Count(entry => entry.Action == AuditActions.MessageRetried));
    }

    [Fact]
    public async Task Only_those_with_full_rights_see_it()
    {
        await using var world = await TestWorld.StartAsync();
        var support = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);

        Assert.Equal(new Forbidden(), (await world.Get<OutboxDesk>().ListAsync(support, OutboxState.Dead, PageRequest.First, Token)).Error);
        Assert.Equal(new Forbidden(), (await world.Get<OutboxDesk>().RetryAsync(support, null, Token)).Error);
    }

    private static async Task<MessageId> AddAsync(TestWorld world, OutboxState state)
    {
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var message = OutboxMessage.About(OutboxTypes.GiftMail, MerchantId.Platform, "gc_x", "gc_x", world.Clock.GetInstant());
        message.State = state;
        message.Tries = state == OutboxState.Dead ? 9 : 0;
        await using var context = world.Database.OpenAcrossMerchants();
        context.Outbox.Add(message);
        await context.SaveChangesAsync(Token);
        return message.Id;
    }
}
