using GiftCards.Core.Common;
using GiftCards.Core.Delivery;

namespace GiftCards.Core.Refunds;

/// <summary>
/// Asks the provider for a refund right after the value left the card. What is not finished by then, or may not be
/// paid at present, is followed by <see cref="ReconcileRefundsHandler"/>.
/// </summary>
public sealed class SendRefundHandler(SettleRefundHandler settle) : IOutboxHandler
{
    public string Type => OutboxTypes.Refund;

    public async Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (!PublicId.TryParse<RefundId>(message.Subject, out var id))
        {
            return OutboxOutcome.SubjectMissing;
        }

        var settled = await settle.HandleAsync(message.MerchantId, id, cancellationToken);
        return settled.Error switch
        {
            null => OutboxOutcome.Done,
            NotFound => OutboxOutcome.SubjectMissing,
            { Kind: ErrorKind.Unavailable } => OutboxOutcome.Done,
            { Code: var code } => new OutboxOutcome(code),
        };
    }
}
