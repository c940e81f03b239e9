using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Sign up with an e-mail address and a password.</summary>
public sealed record RegisterUser
{
    public required string Email { get; init; }

    public required string Password { get; init; }

    public required string DisplayName { get; init; }

    public SignUpKind Kind { get; init; } = SignUpKind.Buyer;

    /// <summary>Language of pages and mails, one of <see cref="SpokenLanguages"/>.</summary>
    public string Language { get; init; } = SpokenLanguages.Default;
}

/// <summary>
/// Makes an account and mails the link that confirms its address. The answer, and the work that goes before it, are
/// the same for an address that is known already; whoever owns that address is told by mail instead.
/// Errors: <c>invalid_request</c>, <c>rate_limited</c>.
/// </summary>
public sealed class RegisterUserHandler(
    UserManager<User> users,
    GiftCardsDbContext context,
    AttemptLimiter limiter,
    StandInPassword standIn,
    OutboxSignal signal,
    TimeProvider time)
{
    private const int PerHour = 5;

    public async Task<Result<Done>> HandleAsync(Actor actor, RegisterUser command, CancellationToken cancellationToken)
    {
        if (Refuse(command) is { } invalid)
        {
            return invalid;
        }

        var allowed = await limiter.TakeAsync(
            "sign_up", actor.IdempotencyScope, PerHour, TimeSpan.FromHours(1), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        if (await users.FindByEmailAsync(command.Email) is { } known)
        {
            standIn.Verify(command.Password);
            await TellAsync(OutboxTypes.AccountExists, known, cancellationToken);
        }
        else
        {
            await MakeAsync(command, cancellationToken);
        }

        signal.Wake();
        return new Done();
    }

    private static DomainError? Refuse(RegisterUser command) =>
        TextRules.RefuseEmail(command.Email, "email")
        ?? TextRules.RefuseName(command.DisplayName, "displayName")
        ?? PasswordRules.Refuse(command.Password, command.Email)
        ?? (DomainError?)SpokenLanguages.Refuse(command.Language, "language")
        ?? (Enum.IsDefined(command.Kind) ? null : new InvalidRequest("kind", InvalidReason.Choice));

    private async Task MakeAsync(RegisterUser command, CancellationToken cancellationToken)
    {
        var user = new User
        {
            Id = Guid.CreateVersion7(time.GetInstant()),
            UserName = command.Email,
            Email = command.Email,
            DisplayName = command.DisplayName.Trim(),
            Kind = command.Kind,
            Language = command.Language,
            CreatedAt = time.GetInstant(),
        };

        // Hashing takes a tenth of a second, in which no transaction should keep others waiting.
        user.PasswordHash = users.PasswordHasher.HashPassword(user, command.Password);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        try
        {
            var made = await users.CreateAsync(user);
            if (made.Errors.Any(error => error.Code.StartsWith("Duplicate", StringComparison.Ordinal)))
            {
                return; // The same person signed up twice at once; the first one counts.
            }

            if (!made.Succeeded)
            {
                throw new InvalidOperationException(
                    $"A checked sign-up was refused: {string.Join(", ", made.Errors.Select(error => error.Code))}.");
            }

            await TellAsync(OutboxTypes.ConfirmEmail, user, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            // Twice at once again, and closer together.
            await transaction.RollbackAsync(CancellationToken.None);
            context.ChangeTracker.Clear();
        }
    }

    private async Task TellAsync(string mail, User user, CancellationToken cancellationToken)
    {
        context.Outbox.Add(AccountMessages.About(mail, user, time.GetInstant()));
        await context.SaveChangesAsync(cancellationToken);
    }
}
