using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>Mails a person that somebody signed in for them from somewhere new; see <see cref="SignInNotices"/>.</summary>
public sealed class SignInNoticeHandler(GiftCardsDatabase database, IMailSender mail, MailOptions options)
    : IOutboxHandler
{
    public string Type => OutboxTypes.SignInNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one session and its person.
        if (!PublicId.TryParse<SessionId>(message.Subject, out var id)
            || await context.Sessions.AsNoTracking()
                .SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } session
            || await context.Users.AsNoTracking()
                .SingleOrDefaultAsync(u => u.Id == session.UserId.Value, cancellationToken) is not { } user)
        {
            return OutboxOutcome.SubjectMissing;
        }

        if (!TextRules.IsOneAddress(user.Email))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var (browser, system) = Device.Of(session.UserAgent);
        var device = string.Join(" · ", new[] { browser, system }.Where(name => name is not null));
        var content = new AccountMailContent(
            user.Email!, user.DisplayName, user.Language, options.Link("/account/sessions"));
        var facts = new SignInFacts(device.Length == 0 ? null : device, session.Address, session.CreatedAt);
        await mail.SendAsync(
            AccountMails.NewSignIn(content, facts, options, options.MessageIdFor(message.Id.ToString())),
            cancellationToken);
        return OutboxOutcome.Done;
    }
}
