using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>
/// Sends one type of mail about an account. The link is made here, when the mail leaves, so that its secret was
/// nowhere before.
/// </summary>
public sealed class AccountMailHandler(
    string type,
    GiftCardsDatabase database,
    IMailSender mail,
    MailOptions options,
    Protector protector,
    TimeProvider time)
    : IOutboxHandler
{
    /// <summary>How long a link that confirms an address works.</summary>
    public static readonly TimeSpan ConfirmationLifetime = TimeSpan.FromDays(3);

    /// <summary>How long a link works that lets its holder choose a password.</summary>
    public static readonly TimeSpan PasswordLifetime = TimeSpan.FromHours(2);

    /// <summary>The types of mail about an account.</summary>
    public static IReadOnlyList<string> Types { get; } =
    [
        OutboxTypes.ConfirmEmail, OutboxTypes.AccountExists, OutboxTypes.ResetPassword, OutboxTypes.PasswordChanged,
        OutboxTypes.SecondFactorOn, OutboxTypes.SecondFactorOff, OutboxTypes.PasskeyAdded,
    ];

    public string Type => type;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (message.Subject == AccountMessages.Nobody)
        {
            return OutboxOutcome.Done;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own person.
        if (!PublicId.TryParse<UserId>(message.Subject, out var id)
            || await context.Users.AsNoTracking()
                .SingleOrDefaultAsync(u => u.Id == id.Value, cancellationToken) is not { } user)
        {
            return OutboxOutcome.SubjectMissing;
        }

        if (!TextRules.IsOneAddress(user.Email))
        {
            return OutboxOutcome.AddressUnusable;
        }

        if (Compose(user, options.MessageIdFor(message.Id.ToString())) is { } draft)
        {
            await mail.SendAsync(draft, cancellationToken);
        }

        return OutboxOutcome.Done;
    }

    private MailMessageDraft? Compose(User user, string messageId) => type switch
    {
        OutboxTypes.ConfirmEmail when user.EmailConfirmed => null,
        OutboxTypes.ConfirmEmail => AccountMails.ConfirmEmail(
            Content(user, "/account/confirm", MailLink.Confirmation, ConfirmationLifetime), options, messageId),
        OutboxTypes.AccountExists => AccountMails.AccountExists(PasswordContent(user), options, messageId),
        OutboxTypes.ResetPassword => AccountMails.ResetPassword(PasswordContent(user), options, messageId),
        OutboxTypes.PasswordChanged => Notice("PasswordChanged", user, messageId),
        OutboxTypes.SecondFactorOn => Notice("FactorOn", user, messageId),
        OutboxTypes.SecondFactorOff => Notice("FactorOff", user, messageId),
        OutboxTypes.PasskeyAdded => Notice("PasskeyAdded", user, messageId),
        _ => throw new InvalidOperationException($"'{type}' is no mail about an account."),
    };

    private MailMessageDraft Notice(string kind, User user, string messageId) => AccountMails.Notice(
        kind,
        new AccountMailContent(user.Email!, user.DisplayName, user.Language, options.Link("/account/security")),
        options,
        messageId);

    private AccountMailContent PasswordContent(User user) =>
        Content(user, "/account/reset-password", MailLink.Password, PasswordLifetime);

    private AccountMailContent Content(User user, string path, string purpose, TimeSpan lifetime)
    {
        var token = new MailLink(protector).Create(purpose, user, time.GetInstant() + lifetime);
        return new AccountMailContent(
            user.Email!, user.DisplayName, user.Language, options.Link($"{path}?token={token}"));
    }
}
