using System.Security.Claims;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using Microsoft.AspNetCore.Components.Authorization;

namespace GiftCards.Web.Security;

/// <summary>
/// The person in front of a page, or of a circuit, as the actor of a use case. Session and rights are read from the
/// database for every command, so that a session that was ended, or a member who was removed, stops at once.
/// </summary>
public sealed class CurrentActor(
    AuthenticationStateProvider state, ActorResolver resolver, BrowserSessions sessions, SupportViews views)
{
    /// <summary>
    /// The merchant that a person who works for several chose to act for. Any other than their own is passed over, and
    /// without a choice it is the first by name.
    /// </summary>
    public MerchantId? ActingFor { get; set; }

    /// <summary>The person for themselves: their wallet, orders and profile. Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<Actor>> BuyerAsync(CancellationToken cancellationToken) =>
        await FindAsync(true, cancellationToken) is { } visit ? visit.Buyer : new Unauthenticated();

    /// <summary>
    /// The same for a page that looks again by itself, which is no sign that its person is still there. Errors:
    /// <c>unauthenticated</c>.
    /// </summary>
    public async Task<Result<Actor>> WatcherAsync(CancellationToken cancellationToken) =>
        await FindAsync(false, cancellationToken) is { } visit ? visit.Buyer : new Unauthenticated();

    /// <summary>The person for themselves, or a guest known by nothing but an address.</summary>
    public async Task<Actor> BuyerOrGuestAsync(string address, CancellationToken cancellationToken) =>
        await FindAsync(true, cancellationToken) is { } visit
            ? visit.Buyer
            : new Actor.Anonymous(address) { From = address };

    /// <summary>
    /// The person at the merchant they work for, or the one whose pages they look at as support. Errors:
    /// <c>unauthenticated</c>, <c>forbidden</c>, <c>second_factor_required</c>, <c>sign_in_again</c> on a remembered
    /// device that was left alone.
    /// </summary>
    public Task<Result<Actor>> StaffAsync(CancellationToken cancellationToken) => StaffAsync(true, cancellationToken);

    /// <summary>
    /// The same for a page that looks again by itself, which is no sign that its person is still there. Errors: those
    /// of <see cref="StaffAsync(CancellationToken)"/>.
    /// </summary>
    public Task<Result<Actor>> WatchingStaffAsync(CancellationToken cancellationToken) =>
        StaffAsync(false, cancellationToken);

    /// <summary>
    /// The person as one who runs the platform. Errors: those of <see cref="StaffAsync(CancellationToken)"/>.
    /// </summary>
    public async Task<Result<Actor>> AdministratorAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(true, cancellationToken) is not { } visit)
        {
            return new Unauthenticated();
        }

        return await resolver.AdministratorAsync(visit.User, cancellationToken) is { } administrator
            ? await AdmitAsync(administrator, visit, cancellationToken)
            : new Forbidden();
    }

    private async Task<Result<Actor>> StaffAsync(bool isActive, CancellationToken cancellationToken)
    {
        if (await FindAsync(isActive, cancellationToken) is not { } visit)
        {
            return new Unauthenticated();
        }

        if (visit.IsViewing)
        {
            return await ViewerAsync(visit, cancellationToken);
        }

        return await resolver.StaffAsync(visit.User, ActingFor, cancellationToken) is { } staff
            ? await AdmitAsync(staff, visit, cancellationToken)
            : new Forbidden();
    }

    // Who looks must still be let to, and the look must still go on; else nothing of the merchant is shown.
    private async Task<Result<Actor>> ViewerAsync(Visit visit, CancellationToken cancellationToken)
    {
        if (await resolver.AdministratorAsync(visit.User, cancellationToken) is not { } administrator
            || await views.FindAsync(visit.User, visit.Session.Id, cancellationToken) is not { } view)
        {
            return new Forbidden();
        }

        var admitted = await AdmitAsync(administrator, visit, cancellationToken);
        return admitted.IsOk ? visit.As(new Actor.Support(visit.User, view.Merchant.Id)) : admitted;
    }

    // Somebody who got more to do while their device remembered them has to be there in person for it.
    private async Task<Result<Actor>> AdmitAsync(Actor actor, Visit visit, CancellationToken cancellationToken)
    {
        if (!visit.Session.MayMoveMoney)
        {
            return new SignInAgain();
        }

        return await resolver.RefuseAsync(actor, visit.Session.HasSecondFactor, cancellationToken) is { } refused
            ? refused
            : visit.As(actor);
    }

    private async Task<Visit?> FindAsync(bool isActive, CancellationToken cancellationToken)
    {
        ClaimsPrincipal principal = (await state.GetAuthenticationStateAsync()).User;
        return SignInClaims.UserOf(principal) is { } user
            && SignInClaims.SessionOf(principal) is { } id
            && await sessions.FindAsync(id, isActive, cancellationToken) is { } session
            && session.User == user
                ? new Visit(session, SignInClaims.AddressOf(principal), SignInClaims.IsViewing(principal))
                : null;
    }

    private sealed record Visit(LiveSession Session, string? From, bool IsViewing)
    {
        public UserId User => Session.User;

        public Actor Buyer => As(new Actor.Buyer(User));

        public Actor As(Actor actor) => actor with { From = From, Session = Session.ForActor };
    }
}
