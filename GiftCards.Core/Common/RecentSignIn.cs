namespace GiftCards.Core.Common;

/// <summary>By which session an actor is signed in.</summary>
/// <param name="Id">The session.</param>
/// <param name="ProvenAt">
/// When its person last proved who they are; null on a remembered device that was left alone.
/// </param>
/// <param name="MayMoveMoney">
/// Whether it may pass on what is worth money; not so on a remembered device that was left alone.
/// </param>
/// <param name="HasSecondFactor">Whether that proof had a second factor, or none is asked of them.</param>
public sealed record ActorSession(SessionId Id, DateTimeOffset? ProvenAt, bool MayMoveMoney, bool HasSecondFactor);

/// <summary>The person has to prove once more who they are; then the same will be done.</summary>
public sealed record SignInAgain() : DomainError("sign_in_again", ErrorKind.Forbidden);

/// <summary>
/// Somebody who walks up to an unlocked screen, or took over a session, must not do the worst with it. A use case that
/// could hurt asks here; the page answers <see cref="SignInAgain"/> by asking for password, code or passkey.
/// </summary>
public static class RecentSignIn
{
    /// <summary>How fresh the proof must be.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>
    /// For what an administrator refunds, corrects, gives keys for or takes out. Others are let through, an
    /// administrator whose session is not known is not.
    /// </summary>
    public static DomainError? RefuseAdministrator(Actor actor, DateTimeOffset now) =>
        actor is Actor.Administrator && !IsRecent(actor, now) ? new SignInAgain() : null;

    /// <summary>For what only the person themselves may change: how they sign in.</summary>
    public static DomainError? RefuseAnybody(Actor actor, DateTimeOffset now) =>
        IsRecent(actor, now) ? null : new SignInAgain();

    /// <summary>For what a remembered device must not do before its person is back.</summary>
    public static DomainError? RefuseLapsed(Actor actor) =>
        actor.Session is { MayMoveMoney: false } ? new SignInAgain() : null;

    private static bool IsRecent(Actor actor, DateTimeOffset now) => actor.Session?.ProvenAt > now - Window;
}
