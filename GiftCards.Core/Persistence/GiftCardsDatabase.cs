using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence.Postgres;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence;

/// <summary>
/// Opens contexts: one for each operation, seeing what its actor may see. On PostgreSQL the database itself confines
/// the session besides, by row-level security.
/// </summary>
public sealed class GiftCardsDatabase(IDbContextFactory<GiftCardsDbContext> factory, DatabaseOptions options)
    : IDisposable
{
    private readonly MerchantNames names = new();

    private readonly CardReads reads = new(options.Provider == DatabaseProvider.PostgreSql
        ? PostgresSessions.Reading(options.ConnectionString)
        : null);

    private readonly string? across = options.Provider == DatabaseProvider.PostgreSql
        ? PostgresSessions.Across(options.ConnectionString)
        : null;

    private readonly string? confined = options.Provider == DatabaseProvider.PostgreSql
        ? PostgresSessions.Confined(options.ConnectionString)
        : null;

    /// <summary>
    /// A context that shows the rows of the actor's merchant, the platform's own to those who run it, and nobody's to
    /// anybody else. A merchant's session can neither see nor change anything else, whatever the query says; those who
    /// run the platform are bound by the query filter alone.
    /// </summary>
    public GiftCardsDbContext OpenFor(Actor actor) => actor is Actor.Administrator or Actor.System
        ? Open(actor.CardsOf ?? MerchantId.Nobody, false, across)
        : Open(
            actor.Scope ?? MerchantId.Nobody,
            false,
            confined,
            actor.Scope is { } merchant ? new Confinement(merchant) : null);

    /// <summary>
    /// The one way around the merchant filter: for a buyer's own cards, public look-ups, administrators and jobs.
    /// Whoever calls it narrows the rows by something else and says by what.
    /// </summary>
    public GiftCardsDbContext OpenAcrossMerchants() => Open(MerchantId.Nobody, true, across);

    public void Dispose() => reads.Dispose();

    /// <summary>For Identity's stores: shows what belongs to no merchant.</summary>
    internal GiftCardsDbContext OpenForAccounts() => Open(MerchantId.Nobody, false, across);

    private GiftCardsDbContext Open(MerchantId merchant, bool all, string? session, Confinement? confinement = null)
    {
        var context = factory.CreateDbContext(); // Out of a pool: everything is set anew.
        context.VisibleMerchant = merchant;
        context.SeesAllMerchants = all;
        context.Confinement = confinement;
        context.CardInHand = null;
        context.MerchantNames = names;
        context.CardReads = reads;
        if (session is not null)
        {
            context.Database.SetConnectionString(session);
        }

        return context;
    }
}
