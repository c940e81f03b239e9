using Npgsql;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>
/// The application's two kinds of session. Row-level security shows each what the setting
/// <c>giftcards.merchant</c> says: one merchant's rows, every merchant's, or, where nothing is set, none. The setting
/// is part of how a session starts, and what a session was set to later is undone when it returns to its pool; so
/// neither kind costs a round trip.
/// </summary>
internal static class PostgresSessions
{
    public const string Setting = "giftcards.merchant";
    public const string AllMerchants = "*";

    /// <summary>Sessions that see every merchant's rows: buyers, strangers, administrators, jobs, the engine.</summary>
    public static string Across(string connectionString) =>
        StartingWith(new NpgsqlConnectionStringBuilder(connectionString), AllMerchants);

    /// <summary>
    /// Sessions that see nothing of any merchant until <see cref="MerchantSession"/> has named one; a pool of their
    /// own, which must not forget to forget.
    /// </summary>
    public static string Confined(string connectionString) => StartingWith(
        new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = false, Multiplexing = false }, "");

    private static string StartingWith(NpgsqlConnectionStringBuilder builder, string merchant)
    {
        builder.Options = $"{builder.Options} -c {Setting}={merchant}".TrimStart();
        return builder.ToString();
    }
}
