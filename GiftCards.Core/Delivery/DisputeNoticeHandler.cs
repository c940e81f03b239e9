using GiftCards.Core.Common;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Delivery;

/// <summary>
/// Tells a business's owners that a payment is disputed, and how that ended, each in their own language. The platform's
/// own cards are its administrators' matter, who see it on their pages.
/// </summary>
public sealed class DisputeNoticeHandler(
    string type, GiftCardsDatabase database, IMailSender mail, MailOptions options) : IOutboxHandler
{
    /// <summary>The messages it takes, each by a handler of its own.</summary>
    public static IReadOnlyList<string> Types { get; } = [OutboxTypes.OrderDisputed, OutboxTypes.DisputeClosed];

    public string Type => type;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own business.
        if (!PublicId.TryParse<DisputeId>(message.Subject, out var id)
            || await context.Disputes.AsNoTracking().SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, cancellationToken) is not { } dispute)
        {
            return OutboxOutcome.SubjectMissing;
        }

        if (message.MerchantId.IsPlatform)
        {
            return OutboxOutcome.Done;
        }

        var (merchant, owners) = await BusinessOwners.OfAsync(context, message.MerchantId, cancellationToken);
        foreach (var owner in owners)
        {
            var content = new DisputeNoticeContent(
                owner.Email!,
                owner.DisplayName,
                owner.Language,
                merchant,
                dispute,
                IsOpening: type == OutboxTypes.OrderDisputed);
            await mail.SendAsync(
                DisputeNoticeMail.Compose(content, options, options.MessageIdFor($"{message.Id}-{owner.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}
