namespace GiftCards.Core.Access;

/// <summary>How long somebody stays signed in. The more a session may do, the sooner it ends.</summary>
public static class SessionLifetimes
{
    /// <summary>Nobody stays signed in longer, however busy.</summary>
    /// <remarks>A program's session goes on as long as its refresh token, see <see cref="Session"/>.</remarks>
    public static TimeSpan Of(SessionKind kind) => kind switch
    {
        SessionKind.Customer => TimeSpan.FromHours(12),
        SessionKind.Remembered => TimeSpan.FromDays(14),
        SessionKind.Staff => TimeSpan.FromHours(10), // A long shift, with what comes before and after it.
        SessionKind.Administrator => TimeSpan.FromHours(8),
        SessionKind.Program => Session.RefreshLifetime,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Nobody stays signed in after doing nothing for this long.</summary>
    public static TimeSpan IdleOf(SessionKind kind) => kind switch
    {
        SessionKind.Customer => TimeSpan.FromMinutes(30),
        SessionKind.Staff or SessionKind.Administrator => TimeSpan.FromMinutes(15),
        _ => Of(kind),
    };

    /// <summary>
    /// On a remembered device: after doing nothing for this long the person is still known, and moves no money before
    /// they prove who they are.
    /// </summary>
    public static TimeSpan MoneyIdle => IdleOf(SessionKind.Customer);

    /// <summary>The same, however busy.</summary>
    public static TimeSpan Money => Of(SessionKind.Customer);
}
