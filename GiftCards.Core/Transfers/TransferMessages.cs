using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;

namespace GiftCards.Core.Transfers;

/// <summary>What the outbox is told about transfers; their subject is a transfer.</summary>
internal static class TransferMessages
{
    public static OutboxMessage Invitation(Transfer transfer) =>
        About(OutboxTypes.TransferInvitation, transfer, transfer.CreatedAt);

    public static OutboxMessage Claimed(Transfer transfer, DateTimeOffset now) =>
        About(OutboxTypes.TransferClaimed, transfer, now);

    public static OutboxMessage Returned(Transfer transfer, DateTimeOffset now) =>
        About(OutboxTypes.TransferReturned, transfer, now);

    private static OutboxMessage About(string type, Transfer transfer, DateTimeOffset now) => OutboxMessage.About(
        type, transfer.MerchantId, transfer.Id.ToString(), transfer.CardId.ToString(), now);
}

/// <summary>What the journal says of the steps of a transfer, beside the type of their entry.</summary>
public static class TransferReason
{
    /// <summary>It was begun, and waits.</summary>
    public const string Begun = "transfer";

    /// <summary>It was accepted.</summary>
    public const string Claimed = "transfer_claimed";

    /// <summary>Its sender took it back.</summary>
    public const string Withdrawn = "transfer_withdrawn";

    /// <summary>Nobody accepted it in time.</summary>
    public const string Expired = "transfer_expired";

    internal static string OfReturn(TransferStatus status) =>
        status == TransferStatus.Withdrawn ? Withdrawn : Expired;
}
