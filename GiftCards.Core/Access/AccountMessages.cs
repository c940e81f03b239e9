using GiftCards.Core.Common;
using GiftCards.Core.Delivery;

namespace GiftCards.Core.Access;

/// <summary>
/// Mails about an account, as they wait in the outbox: they name the person; the link is made when the mail leaves.
/// </summary>
internal static class AccountMessages
{
    /// <summary>The subject of a message that leads to no mail.</summary>
    public const string Nobody = "nobody";

    public static OutboxMessage About(string type, User user, DateTimeOffset now) => About(type, user.UserId, now);

    public static OutboxMessage About(string type, UserId user, DateTimeOffset now)
    {
        var subject = user.ToString();
        return OutboxMessage.About(type, MerchantId.Platform, subject, subject, now);
    }

    /// <summary>
    /// A message as costly to write as a real one, for an address that nobody has: else the time of the answer would
    /// tell which addresses are known.
    /// </summary>
    public static OutboxMessage AboutNobody(string type, DateTimeOffset now) =>
        OutboxMessage.About(type, MerchantId.Platform, Nobody, Nobody, now);
}
