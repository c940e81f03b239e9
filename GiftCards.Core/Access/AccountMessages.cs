using GiftCards.Core.Common;
using GiftCards.Core.Delivery;

namespace GiftCards.Core.Access;

/// <summary>
/// Mails about an account, as they wait in the outbox: they name the person; the link is made when the mail leaves.
/// </summary>
internal static class AccountMessages
{
    public static OutboxMessage About(string type, User user, DateTimeOffset now)
    {
        var subject = user.UserId.ToString();
        return OutboxMessage.About(type, MerchantId.Platform, subject, subject, now);
    }
}
