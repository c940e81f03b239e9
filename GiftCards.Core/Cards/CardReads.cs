using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Persistence.Postgres;
using GiftCards.Core.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Core.Cards;

/// <summary>
/// Reads one card that a context's merchant honours by a statement that the database keeps prepared: every redemption
/// and every look at the counter begins with one of them. Which cards those are is said in <see cref="HonouredCards"/>
/// too. Whoever issues is read by a query that is compiled once.
/// </summary>
/// <param name="sessions">The connection string of its sessions on PostgreSQL.</param>
internal sealed class CardReads(string? sessions) : IDisposable
{
    // What is wanted, whether every merchant's, which merchant's, and the platform; both databases take the numbers.
    private const string Honoured = "($2 OR merchant_id = $3 OR merchant_id = $4) LIMIT 1";
    private const string OwnById = "id = $1 AND ($2 OR merchant_id = $3) LIMIT 1";
    private const string ByHash = $"code_hash = $1 AND {Honoured}";
    private const string ById = $"id = $1 AND {Honoured}";

    private readonly Func<GiftCardsDbContext, MerchantId, CancellationToken, Task<Issuer>> issuer =
        EF.CompileAsyncQuery((GiftCardsDbContext context, MerchantId id, CancellationToken cancelled) =>
            context.Merchants.AsNoTracking()
                .Where(merchant => merchant.Id == id)
                .Join(
                    context.GiftCardSettings,
                    merchant => merchant.Id,
                    settings => settings.MerchantId,
                    (merchant, settings) => new Issuer(merchant, settings))
                .Single());

    private readonly SqliteRowReader<Card> sqliteByHash = new(ByHash);
    private readonly SqliteRowReader<Card> sqliteById = new(ById);
    private readonly SqliteRowReader<Card> sqliteOwnById = new(OwnById);
    private readonly PostgresRowReader<Card> postgresByHash = new(ByHash);
    private readonly PostgresRowReader<Card> postgresById = new(ById);
    private readonly PostgresRowReader<Card> postgresOwnById = new(OwnById);
    private readonly NpgsqlDataSource? postgres = sessions is null ? null : NpgsqlDataSource.Create(sessions);

    /// <summary>A merchant and how it sells cards.</summary>
    public Task<Issuer> IssuerAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken) =>
        issuer(context, id, cancellationToken);

    /// <summary>The card of a code, whichever key it was hashed with; null for unknown and foreign ones.</summary>
    public async Task<Card?> ByHashAsync(
        GiftCardsDbContext context, IReadOnlyList<byte[]> hashes, CancellationToken cancellationToken)
    {
        foreach (var hash in hashes)
        {
            var card = await FindAsync(
                context, sqliteByHash, postgresByHash, HonouredBy(context, hash), cancellationToken);
            if (card is not null)
            {
                return card;
            }
        }

        return null;
    }

    /// <summary>The card of an id; null for unknown and foreign ones.</summary>
    public Task<Card?> ByIdAsync(GiftCardsDbContext context, CardId id, CancellationToken cancellationToken) =>
        FindAsync(context, sqliteById, postgresById, HonouredBy(context, id.Value), cancellationToken);

    /// <summary>The card of an id among the merchant's own; null for any other, the platform's too.</summary>
    public Task<Card?> OwnByIdAsync(GiftCardsDbContext context, CardId id, CancellationToken cancellationToken) =>
        FindAsync(
            context,
            sqliteOwnById,
            postgresOwnById,
            [id.Value, context.SeesAllMerchants, context.VisibleMerchant.Value],
            cancellationToken);

    public void Dispose()
    {
        sqliteByHash.Dispose();
        sqliteById.Dispose();
        sqliteOwnById.Dispose();
        postgres?.Dispose();
    }

    private static object[] HonouredBy(GiftCardsDbContext context, object wanted) =>
        [wanted, context.SeesAllMerchants, context.VisibleMerchant.Value, MerchantId.Platform.Value];

    private Task<Card?> FindAsync(
        GiftCardsDbContext context,
        SqliteRowReader<Card> sqlite,
        PostgresRowReader<Card> postgresReader,
        object[] values,
        CancellationToken cancellationToken) => postgres is null
            ? Task.FromResult(sqlite.Find(context, values))
            : postgresReader.FindAsync(postgres, context, cancellationToken, values);
}

/// <summary>Who issues a card, and under which settings.</summary>
internal sealed record Issuer(Merchant Merchant, GiftCardSettings Settings);
