using Npgsql;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>
/// The application's kinds of session. Row-level security shows each what the setting
/// <c>giftcards.merchant</c> says: one merchant's rows, every merchant's, or, where nothing is set, none. The setting
/// is part of how a session starts, and what a session was set to later is undone when it returns to its pool; so
/// no kind costs a round trip.
/// </summary>
internal static class PostgresSessions
{
    public const string Setting = "giftcards.merchant";
    public const string AllMerchants = "*";

    private const int MaxReading = 16;

    /// <summary>Sessions that see every merchant's rows: buyers, strangers, administrators, jobs, the engine.</summary>
    public static string Across(string connectionString) =>
        StartingWith(new NpgsqlConnectionStringBuilder(connectionString), AllMerchants);

    /// <summary>
    /// Sessions that see nothing of any merchant until <see cref="MerchantSession"/> has named one; a pool of their
    /// own, which must not forget to forget.
    /// </summary>
    public static string Confined(string connectionString) => StartingWith(
        new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = false, Multiplexing = false }, "");

    /// <summary>
    /// Sessions for single reads that name a merchant for their own transaction alone, so that there is nothing to
    /// forget: they see nothing without one, and keep what is prepared. A read takes a fraction of a millisecond, so a
    /// few serve many.
    /// </summary>
    public static string Reading(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString)
        {
            NoResetOnClose = true,
            Multiplexing = false,
        };
        builder.MaxPoolSize = Math.Min(builder.MaxPoolSize, MaxReading);
        builder.MinPoolSize = Math.Min(builder.MinPoolSize, MaxReading);
        return StartingWith(builder, "");
    }

    private static string StartingWith(NpgsqlConnectionStringBuilder builder, string merchant)
    {
        builder.Options = $"{builder.Options} -c {Setting}={merchant}".TrimStart();
        return builder.ToString();
    }
}
