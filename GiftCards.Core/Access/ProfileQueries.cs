using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>A person, as they see themselves.</summary>
public sealed record Profile
{
    public required UserId Id { get; init; }

    public required string Email { get; init; }

    /// <summary>Whether the address was proven; until then nothing that was sent to it is shown.</summary>
    public required bool IsEmailConfirmed { get; init; }

    public required string DisplayName { get; init; }

    public required string? Phone { get; init; }

    public required DateOnly? Birthday { get; init; }

    public required string Language { get; init; }

    /// <summary>What they signed up as.</summary>
    public SignUpKind Kind { get; init; } = SignUpKind.Buyer;

    public required bool IsAdministrator { get; init; }

    public required IReadOnlyList<Membership> Roles { get; init; }
}

/// <summary>Reads the person who asks.</summary>
public sealed class ProfileQueries(GiftCardsDatabase database)
{
    /// <summary>Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<Profile>> GetAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var user = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            u => u.Id == person.Value, cancellationToken);
        return user is null ? new Unauthenticated() : await OfAsync(context, user, cancellationToken);
    }

    internal static async Task<Profile> OfAsync(
        GiftCardsDbContext context, User user, CancellationToken cancellationToken) => new()
        {
            Id = user.UserId,
            Email = user.Email!,
            IsEmailConfirmed = user.EmailConfirmed,
            DisplayName = user.DisplayName,
            Phone = user.PhoneNumber,
            Birthday = user.Birthday,
            Language = user.Language,
            Kind = user.Kind,
            IsAdministrator = await context.Administrators.AnyAsync(a => a.UserId == user.UserId, cancellationToken),
            Roles = await ActorResolver.MembershipsAsync(context, user.UserId, cancellationToken),
        };
}
