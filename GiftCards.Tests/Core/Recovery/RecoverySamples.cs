using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Recovery;

internal static class RecoverySamples
{
    /// <summary>Marks the database as restored a moment ago; this node learns of it at once unless told otherwise.</summary>
    public static async Task<Restoration> AddRestorationAsync(this TestWorld world, bool isKnown = true)
    {
        var now = world.Clock.GetInstant();
        var restoration = new Restoration { Id = Guid.CreateVersion7(now), BackupAt = now.AddMinutes(-10), RestoredAt = now };
        await using var context = world.Database.OpenAcrossMerchants();
        context.Add(restoration);
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        if (isKnown)
        {
            world.Get<ReadOnlyMode>().Forget();
        }

        return restoration;
    }
}
