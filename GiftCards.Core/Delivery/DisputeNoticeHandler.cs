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
            var content = new DisputeNoticeContent(
                user.Email!,
                user.DisplayName,
                user.Language,
                merchant,
                dispute,
                IsOpening: type == OutboxTypes.OrderDisputed);
            await mail.SendAsync(
                DisputeNoticeMail.Compose(content, options, options.MessageIdFor($"{message.Id}-{user.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}
