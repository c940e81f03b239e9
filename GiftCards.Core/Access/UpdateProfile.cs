using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Replace what a person says about themselves. Null removes a value that need not be there.</summary>
public sealed record UpdateProfile
{
    public required string DisplayName { get; init; }

    public required string? Phone { get; init; }

    public required DateOnly? Birthday { get; init; }

    /// <summary>One of <see cref="SpokenLanguages"/>.</summary>
    public required string Language { get; init; }
}

/// <summary>
/// Changes the profile of the person who asks. Errors: <c>unauthenticated</c>, <c>invalid_request</c>.
/// </summary>
public sealed class UpdateProfileHandler(GiftCardsDatabase database, TimeProvider time)
{
    private const int OldestYears = 150;

    public async Task<Result<Profile>> HandleAsync(
        Actor actor, UpdateProfile command, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (Refuse(command, DateOnly.FromDateTime(time.GetInstant().UtcDateTime)) is { } invalid)
        {
            return invalid;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var user = await context.Users.SingleOrDefaultAsync(u => u.Id == person.Value, cancellationToken);
        if (user is null)
        {
            return new Unauthenticated();
        }

        user.DisplayName = command.DisplayName.Trim();
        user.PhoneNumber = string.IsNullOrWhiteSpace(command.Phone) ? null : command.Phone.Trim();
        user.Birthday = command.Birthday;
        user.Language = command.Language;
        await context.SaveChangesAsync(cancellationToken);
        return await ProfileQueries.OfAsync(context, user, cancellationToken);
    }

    private static InvalidRequest? Refuse(UpdateProfile command, DateOnly today) =>
        TextRules.RefuseName(command.DisplayName, "displayName")
        ?? (string.IsNullOrWhiteSpace(command.Phone) ? null : TextRules.RefusePhone(command.Phone, "phone"))
        ?? (command.Birthday > today || command.Birthday < today.AddYears(-OldestYears)
            ? new InvalidRequest("birthday", InvalidReason.Date)
            : null)
        ?? SpokenLanguages.Refuse(command.Language, "language");
}
