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

        var (merchant, owners) = await BusinessOwners.OfAsync(context, message.MerchantId, cancellationToken);
        foreach (var owner in owners)
        {
            await mail.SendAsync(
                BusinessNoticeMail.Compose(
                    new BusinessNoticeContent(
                        owner.Email!, owner.DisplayName, owner.Language, merchant, decision.Kind, decision.Reason),
                    options,
                    options.MessageIdFor($"{message.Id}-{owner.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}
