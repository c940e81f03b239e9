using System.Buffers.Text;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>
/// Sends invitations. The secret of the link follows from the invitation and one of this house's keys, so that a mail
/// that is sent twice carries the same; the database keeps its hash alone.
/// </summary>
public sealed class InvitationMailHandler(
    GiftCardsDatabase database, IMailSender mail, MailOptions options, Protector protector) : IOutboxHandler
{
    private const string Purpose = "team-invitation";

    public string Type => OutboxTypes.TeamInvitation;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the message's own invitation.
        if (!PublicId.TryParse<InvitationId>(message.Subject, out var id)
            || await context.Invitations.SingleOrDefaultAsync(
                row => row.MerchantId == message.MerchantId && row.Id == id, cancellationToken) is not { } invitation)
        {
            return OutboxOutcome.SubjectMissing;
        }

        if (invitation.EndedAt is not null)
        {
            return OutboxOutcome.Done;
        }

        if (!TextRules.IsOneAddress(invitation.Email))
        {
            return OutboxOutcome.AddressUnusable;
        }

        var token = TokenOf(invitation);
        invitation.TokenHash = OpaqueToken.Hash(token);
        await context.SaveChangesAsync(cancellationToken);
        var content = await DescribeAsync(context, invitation, token, cancellationToken);
        await mail.SendAsync(
            InvitationMail.Compose(content, options, options.MessageIdFor(message.Id.ToString())), cancellationToken);
        return OutboxOutcome.Done;
    }

    /// <summary>The message that sends it, to be written beside it.</summary>
    internal static OutboxMessage About(Invitation invitation, DateTimeOffset now) => OutboxMessage.About(
        OutboxTypes.TeamInvitation,
        invitation.MerchantId,
        invitation.Id.ToString(),
        invitation.Id.ToString(),
        now);

    private string TokenOf(Invitation invitation) => Base64Url.EncodeToString(
        protector.Sign(Purpose, FormattableString.Invariant($"{invitation.Id}\n{invitation.Sendings}")));

    // Whoever has an account reads it in their own language, others in that of whoever invites them.
    private async Task<InvitationMailContent> DescribeAsync(
        GiftCardsDbContext context, Invitation invitation, string token, CancellationToken cancellationToken)
    {
        var index = Convert.ToHexString(invitation.EmailHash);
        var inviter = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            user => user.Id == invitation.InvitedBy.Value, cancellationToken);
        var own = await context.Users.Where(user => user.NormalizedEmail == index && user.EmailConfirmed)
            .Select(user => user.Language)
            .SingleOrDefaultAsync(cancellationToken);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(
            row => row.Id == invitation.MerchantId, cancellationToken);
        return new InvitationMailContent
        {
            Brand = MailBrand.Of(merchant),
            To = invitation.Email,
            Language = own ?? inviter?.Language ?? SpokenLanguages.Default,
            InvitedBy = inviter?.DisplayName ?? merchant.Name,
            Role = invitation.Role,
            LastDay = Instants.LocalDay(Instants.LastBefore(invitation.ExpiresAt), merchant.Zone),
            Url = options.Link($"/account/invitation/{token}"),
        };
    }
}
