using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Audit;

/// <summary>How tests read the audit trail and put something into it.</summary>
internal static class AuditWorld
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The whole trail of all merchants, oldest first.</summary>
    public static async Task<IReadOnlyList<AuditEntry>> TrailAsync(this TestWorld world)
    {
        await using var context = world.Database.OpenAcrossMerchants();
        return await context.AuditEntries.AsNoTracking().OrderBy(entry => entry.At).ThenBy(entry => entry.Id)
            .ToListAsync(Token);
    }

    /// <summary>The one entry of an action.</summary>
    public static async Task<AuditEntry> TrailOfAsync(this TestWorld world, string action) =>
        Assert.Single(await world.TrailAsync(), entry => entry.Action == action);

    /// <summary>Something a merchant's owner did, now or at another time.</summary>
    public static async Task<AuditEntry> NoteAsync(
        this TestWorld world, MerchantId merchant, object? before = null, object? after = null, TimeSpan ago = default)
    {
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var entry = AuditEntry.Of(
            new Actor.Staff(new UserId(Guid.NewGuid()), merchant, StaffRole.Owner) { From = "10.0.0.9" },
            new AuditNote(AuditActions.RoleChanged, merchant, AuditTargets.User, "usr_x") { Before = before, After = after },
            world.Clock.GetInstant() - ago);
        await using var context = world.Database.OpenAcrossMerchants();
        context.AuditEntries.Add(entry);
        await context.SaveChangesAsync(Token);
        return entry;
    }
}
