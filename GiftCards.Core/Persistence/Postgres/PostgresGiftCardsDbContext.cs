using GiftCards.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>The model on PostgreSQL.</summary>
public sealed class PostgresGiftCardsDbContext(
    DbContextOptions<PostgresGiftCardsDbContext> options, Protector protector)
    : GiftCardsDbContext(options, protector)
{
    internal override object ToColumn(DateTimeOffset instant) => instant.ToUniversalTime();

    internal override Task HoldJournalAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync("SELECT hold_journal()", cancellationToken);

    internal override DateTimeOffset FromColumn(object value) => value switch
    {
        DateTimeOffset instant => instant,
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => throw new InvalidCastException($"{value.GetType().Name} is no instant."),
    };
}
