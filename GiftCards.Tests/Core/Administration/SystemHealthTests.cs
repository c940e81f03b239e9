using GiftCards.Core.Administration;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Administration;

/// <summary>What the page about health shows is measured, and tells of what waits.</summary>
public sealed class SystemHealthTests
{
    private static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task The_age_of_the_newest_backup_is_known_and_told_when_it_is_too_old(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var world = people.World;
        var query = world.Get<SystemHealthQuery>();
        var never = (await query.HandleAsync(Admin, Token)).Value;
        Assert.Equal((null, null, true), (never.LastBackupAt, never.LastJobAt, never.IsGood));

        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}");
        try
        {
            var manifest = await world.Get<BackupDatabase>().WriteAsync(file, Token);
            await world.Get<BackupNote>().WriteAsync(manifest with { At = world.Clock.GetInstant() }, Token);
            await world.Get<BackupNote>().WriteAsync(manifest with { At = world.Clock.GetInstant().AddDays(-9) }, Token);
        }
        finally
        {
            File.Delete(file);
            File.Delete(BackupManifest.PathOf(file));
        }

        world.Clock.Advance(TimeSpan.FromHours(3));
        var fresh = (await query.HandleAsync(Admin, Token)).Value;
        Assert.Equal((TimeSpan.FromHours(3), true, null), (fresh.BackupAge, fresh.IsGood, fresh.LastJobAt));
        world.Clock.Advance(BackupNote.Patience);
        Assert.Equal((true, false), ((await query.HandleAsync(Admin, Token)).Value.IsBackupOld, (await query.HandleAsync(Admin, Token)).Value.IsGood));
    }

    [Theory, EveryProvider]
    public async Task Figures_are_the_databases_own_and_follow_what_happens(DatabaseProvider provider)
    {
        await using var people = await AccountWorld.StartAsync(provider);
        var world = people.World;
        var query = world.Get<SystemHealthQuery>();
        var calm = (await query.HandleAsync(Admin, Token)).Value;
        Assert.Equal((true, 0, 0, null), (calm.IsGood, calm.DueMessages, calm.DeadMessages, calm.OldestDueAt));
        Assert.True(calm.DatabaseBytes > 0);
        Assert.Equal(provider == DatabaseProvider.Sqlite, calm.FreeBytes is not null);
        Assert.StartsWith(provider.ToString(), calm.Database, StringComparison.Ordinal);

        var now = world.Clock.GetInstant();
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            var dead = OutboxMessage.About(OutboxTypes.GiftMail, MerchantId.Platform, "gc_x", "gc_x", now);
            dead.State = OutboxState.Dead;
            context.Outbox.AddRange(dead, OutboxMessage.About(OutboxTypes.GiftMail, MerchantId.Platform, "gc_y", "gc_y", now));
            context.Outbox.Add(OutboxMessage.About(OutboxTypes.GiftMail, MerchantId.Platform, "gc_z", "gc_z", now, now.AddDays(1)));
            await context.SaveChangesAsync(Token);
        }

        var troubled = (await query.HandleAsync(Admin, Token)).Value;
        Assert.Equal((false, 1, 1, now), (troubled.IsGood, troubled.DueMessages, troubled.DeadMessages, troubled.OldestDueAt!.Value));
        Assert.Equal(
            new Forbidden(),
            (await query.HandleAsync(new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support), Token)).Error);
    }
}
