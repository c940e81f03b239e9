using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>A person's part at one merchant, with the merchant's name.</summary>
/// <param name="Merchant">The merchant.</param>
/// <param name="Role">The part.</param>
/// <param name="RequiresSecondFactor">Whether the owner wants a second factor of whoever works there.</param>
public sealed record Membership(MerchantSummary Merchant, StaffRole Role, bool RequiresSecondFactor = false);

/// <summary>
/// Turns a signed-in person into the actor of a use case. It reads the database each time, so that somebody whose
/// rights were taken away loses them with the next command.
/// </summary>
public sealed class ActorResolver(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>
    /// The person as staff of the merchant they named, or of the only one they work for; else as administrator, or as
    /// a buyer. Errors: <c>unauthenticated</c> when there is no such person, <c>not_found</c> for a merchant that they
    /// have nothing to do with.
    /// </summary>
    public async Task<Result<Actor>> ForUserAsync(UserId user, MerchantId? named, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person's memberships.
        if (!await context.Users.AnyAsync(u => u.Id == user.Value, cancellationToken))
        {
            return new Unauthenticated();
        }

        var parts = await PartsAsync(context, user, named, 2, cancellationToken);
        if (parts is [var only])
        {
            return ActorOf(only);
        }

        if (await AdministratorAsync(context, user, cancellationToken) is { } administrator)
        {
            return administrator;
        }

        return named is null ? new Actor.Buyer(user) : new NotFound();
    }

    /// <summary>
    /// The same for a program that signed in. Errors besides: <c>second_factor_required</c>.
    /// </summary>
    public async Task<Result<Actor>> ForSessionAsync(
        SignedIn signedIn, MerchantId? named, CancellationToken cancellationToken)
    {
        var actor = await ForUserAsync(signedIn.User, named, cancellationToken);
        if (!actor.IsOk)
        {
            return actor;
        }

        return await RefuseAsync(actor.Value, signedIn.HasSecondFactor, cancellationToken) is { } refused
            ? refused
            : actor.Value with { Session = signedIn.ForActor };
    }

    /// <summary>
    /// Null when a person who signed in like this may act as that. Errors: <c>second_factor_required</c> for those who
    /// run the platform, and for staff where the owner wants it, without a second factor.
    /// </summary>
    public async Task<DomainError?> RefuseAsync(
        Actor actor, bool hasSecondFactor, CancellationToken cancellationToken) => actor switch
        {
            _ when hasSecondFactor => null,
            Actor.Administrator => new SecondFactorRequired(),
            Actor.Staff staff => await IsRequiredAsync(staff.Merchant, cancellationToken)
                ? new SecondFactorRequired()
                : null,
            _ => null,
        };

    /// <summary>
    /// The person as staff of the merchant they chose, if they work there, else of the first by name; null when they
    /// work for none.
    /// </summary>
    public async Task<Actor.Staff?> StaffAsync(UserId user, MerchantId? chosen, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person's memberships.
        var parts = await PartsAsync(context, user, null, int.MaxValue, cancellationToken);
        var part = parts.FirstOrDefault(one => one.Member.MerchantId == chosen)
            ?? (parts is [var first, ..] ? first : null);
        return part is null ? null : ActorOf(part);
    }

    /// <summary>Where the person works, by the merchant's name.</summary>
    public async Task<IReadOnlyList<Membership>> MembershipsAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person's memberships.
        return await MembershipsAsync(context, user, cancellationToken);
    }

    /// <summary>The person as administrator; null when they are none.</summary>
    public async Task<Actor.Administrator?> AdministratorAsync(UserId user, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person.
        return await AdministratorAsync(context, user, cancellationToken);
    }

    internal static async Task<IReadOnlyList<Membership>> MembershipsAsync(
        GiftCardsDbContext context, UserId user, CancellationToken cancellationToken)
    {
        var rows = await context.Staff.AsNoTracking()
            .Where(member => member.UserId == user)
            .Join(context.Merchants, member => member.MerchantId, merchant => merchant.Id, (member, merchant) =>
                new { member, merchant })
            .OrderBy(row => row.merchant.Name)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new Membership(
            MerchantSummary.Of(row.merchant), row.member.Role, row.merchant.RequiresSecondFactor))];
    }

    private async Task<bool> IsRequiredAsync(MerchantId merchant, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one merchant.
        return await context.Merchants.AnyAsync(m => m.Id == merchant && m.RequiresSecondFactor, cancellationToken);
    }

    private static Task<List<Part>> PartsAsync(
        GiftCardsDbContext context, UserId user, MerchantId? named, int limit, CancellationToken cancellationToken) =>
        context.Staff.AsNoTracking()
            .Where(member => member.UserId == user && (named == null || member.MerchantId == named))
            .Join(context.Merchants, member => member.MerchantId, merchant => merchant.Id, (member, merchant) =>
                new { member, merchant })
            .OrderBy(row => row.merchant.Name)
            .Take(limit)
            .Select(row => new Part(
                row.member,
                row.merchant.TimeZone,
                context.RoleGrants
                    .Where(grant => grant.MerchantId == row.member.MerchantId && grant.Role == row.member.Role)
                    .Select(grant => (Permissions?)grant.Permissions)
                    .SingleOrDefault()))
            .ToListAsync(cancellationToken);

    // Limits are for cashiers; somebody who was promoted has none, whatever was written down before.
    private Actor.Staff ActorOf(Part part)
    {
        var member = part.Member;
        var isCashier = member.Role == StaffRole.Cashier;
        return new Actor.Staff(member.UserId, member.MerchantId, member.Role)
        {
            Granted = part.Granted ?? PermissionTable.Of(member.Role),
            Location = isCashier ? member.Location : null,
            IsOffShift = isCashier && member.Shift is { } shift
                && !shift.Covers(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(part.TimeZone)),
        };
    }

    private static async Task<Actor.Administrator?> AdministratorAsync(
        GiftCardsDbContext context, UserId user, CancellationToken cancellationToken)
    {
        var row = await context.Administrators.AsNoTracking()
            .SingleOrDefaultAsync(administrator => administrator.UserId == user, cancellationToken);
        return row is null ? null : new Actor.Administrator(user, row.Permissions);
    }

    private sealed record Part(StaffMember Member, string TimeZone, Permissions? Granted);
}
