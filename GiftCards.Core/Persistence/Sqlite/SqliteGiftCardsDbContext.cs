using GiftCards.Core.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GiftCards.Core.Persistence.Sqlite;

/// <summary>The model on SQLite, which has no type for instants: they are microseconds since 1970.</summary>
public sealed class SqliteGiftCardsDbContext(DbContextOptions<SqliteGiftCardsDbContext> options, Protector protector)
    : GiftCardsDbContext(options, protector)
{
    internal override object ToColumn(DateTimeOffset instant) => ToMicroseconds(instant);

    internal override DateTimeOffset FromColumn(object value) => FromMicroseconds((long)value);

    // A transaction is the one writer from its beginning.
    internal override Task HoldJournalAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Microseconds>();
    }

    private static long ToMicroseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset FromMicroseconds(long value) =>
        DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

    private sealed class Microseconds() : ValueConverter<DateTimeOffset, long>(
        instant => ToMicroseconds(instant),
        value => FromMicroseconds(value));
}
