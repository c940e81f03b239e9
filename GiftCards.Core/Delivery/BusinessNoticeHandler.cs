using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>Tells a business's owners what was decided about it, each in their own language.</summary>
public sealed class BusinessNoticeHandler(GiftCardsDatabase database, IMailSender mail, MailOptions options)
    : IOutboxHandler
{
    public string Type => OutboxTypes.BusinessNotice;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own business.
        if (!PublicId.TryParse<DecisionId>(message.Subject, out var id)
            || await context.MerchantDecisions.AsNoTracking()
                .Where(decision => decision.MerchantId == message.MerchantId && decision.Id == id)
                .SingleOrDefaultAsync(cancellationToken) is not { } decision)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(m => m.Id == message.MerchantId, cancellationToken);
        var owners = await context.Staff.AsNoTracking()
            .Where(member => member.MerchantId == merchant.Id && member.Role == StaffRole.Owner)
            .Select(member => member.UserId)
            .ToListAsync(cancellationToken);
        var people = owners.Select(owner => owner.Value).ToList();
        var users = await context.Users.AsNoTracking().Where(user => people.Contains(user.Id))
            .OrderBy(user => user.Id).ToListAsync(cancellationToken);
        foreach (var user in users.Where(user => TextRules.IsOneAddress(user.Email)))
        {
            await mail.SendAsync(
                BusinessNoticeMail.Compose(
                    new BusinessNoticeContent(
                        user.Email!, user.DisplayName, user.Language, merchant, decision.Kind, decision.Reason),
                    options,
                    options.MessageIdFor($"{message.Id}-{user.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}
