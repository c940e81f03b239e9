using GiftCards.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence;

/// <summary>Opens contexts: one for each operation, seeing what its actor may see.</summary>
public sealed class GiftCardsDatabase(IDbContextFactory<GiftCardsDbContext> factory)
{
    /// <summary>
    /// A context that shows the rows of the actor's merchant, and of no merchant when the actor has none.
    /// </summary>
    public GiftCardsDbContext OpenFor(Actor actor) => Open(actor.Scope ?? MerchantId.Platform, false);

    /// <summary>
    /// The one way around the merchant filter: for a buyer's own cards, public look-ups, administrators and jobs.
    /// Whoever calls it narrows the rows by something else and says by what.
    /// </summary>
    public GiftCardsDbContext OpenAcrossMerchants() => Open(MerchantId.Platform, true);

    private GiftCardsDbContext Open(MerchantId merchant, bool all)
    {
        var context = factory.CreateDbContext();
        context.VisibleMerchant = merchant;
        context.SeesAllMerchants = all;
        return context;
    }
}
