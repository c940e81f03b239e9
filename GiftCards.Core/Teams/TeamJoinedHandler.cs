using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>Tells a merchant's other owners, each in their own language, that somebody joined the team.</summary>
public sealed class TeamJoinedHandler(
    GiftCardsDatabase database, IMailSender mail, MailOptions options, MailChoices choices) : IOutboxHandler
{
    public string Type => OutboxTypes.TeamJoined;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own merchant.
        if (!PublicId.TryParse<UserId>(message.Subject, out var id)
            || await context.Users.AsNoTracking()
                .SingleOrDefaultAsync(user => user.Id == id.Value, cancellationToken) is not { } joined)
        {
            return OutboxOutcome.SubjectMissing;
        }

        var staff = await context.Staff.AsNoTracking().Where(member => member.MerchantId == message.MerchantId)
            .Select(member => new { member.UserId, member.Role })
            .ToListAsync(cancellationToken);
        if (staff.FirstOrDefault(member => member.UserId == id) is not { } own)
        {
            return OutboxOutcome.Done; // Gone again already.
        }

        var merchant = await context.Merchants.AsNoTracking()
            .SingleAsync(row => row.Id == message.MerchantId, cancellationToken);
        var owners = staff.Where(member => member.Role == StaffRole.Owner && member.UserId != id)
            .Select(member => member.UserId.Value).ToList();
        var users = await context.Users.AsNoTracking().Where(user => owners.Contains(user.Id))
            .OrderBy(user => user.Id).ToListAsync(cancellationToken);
        foreach (var owner in users.Where(user => TextRules.IsOneAddress(user.Email)))
        {
            if (!await choices.AllowsAsync(context, owner.Email!, NotificationTopic.Team, cancellationToken))
            {
                continue;
            }

            await mail.SendAsync(
                InvitationMail.Joined(
                    new TeamJoinedContent(
                        MailBrand.Of(merchant),
                        owner.Email!,
                        owner.DisplayName,
                        owner.Language,
                        joined.DisplayName,
                        own.Role)
                    {
                        StopUrl = choices.StopUrl(owner.Email!, NotificationTopic.Team, owner.Language),
                    },
                    options,
                    options.MessageIdFor($"{message.Id}-{owner.UserId}")),
                cancellationToken);
        }

        return OutboxOutcome.Done;
    }
}
