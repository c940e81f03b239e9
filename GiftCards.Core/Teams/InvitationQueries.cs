using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Teams;

/// <summary>An invitation, as whoever holds its link sees it.</summary>
/// <param name="Merchant">Where the work is.</param>
/// <param name="Role">What it is.</param>
/// <param name="InvitedBy">The name of whoever invites.</param>
/// <param name="Email">The address it was sent to.</param>
/// <param name="HasAccount">Whether somebody signed up with that address.</param>
public sealed record InvitationView(
    MerchantSummary Merchant, StaffRole Role, string InvitedBy, string Email, bool HasAccount);

/// <summary>Shows an invitation to whoever holds its link; looking changes nothing, however often.</summary>
public sealed class InvitationQueries(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>
    /// Errors: <c>link_invalid</c> for one that was used, withdrawn, replaced, has ended or never was.
    /// </summary>
    public async Task<Result<InvitationView>> FindAsync(
        Actor actor, string token, CancellationToken cancellationToken)
    {
        // Whoever holds the link may look.
        ArgumentNullException.ThrowIfNull(actor);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one invitation of this secret.
        if (await FindAsync(context, token, time.GetInstant(), cancellationToken) is not { } invitation)
        {
            return new LinkInvalid();
        }

        var index = Convert.ToHexString(invitation.EmailHash);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(
            row => row.Id == invitation.MerchantId, cancellationToken);
        var inviter = await context.Users.AsNoTracking().SingleOrDefaultAsync(
            user => user.Id == invitation.InvitedBy.Value, cancellationToken);
        return new InvitationView(
            MerchantSummary.Of(merchant),
            invitation.Role,
            inviter?.DisplayName ?? merchant.Name,
            invitation.Email,
            await context.Users.AnyAsync(user => user.NormalizedEmail == index, cancellationToken));
    }

    internal static async Task<Invitation?> FindAsync(
        GiftCardsDbContext context, string token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hash = OpaqueToken.Hash(token);
        return await context.Invitations.AsNoTracking().SingleOrDefaultAsync(
            row => row.TokenHash == hash && row.EndedAt == null && row.ExpiresAt > now, cancellationToken);
    }
}
