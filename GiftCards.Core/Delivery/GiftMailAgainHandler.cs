namespace GiftCards.Core.Delivery;

/// <summary>Sends a gift that somebody asked to be sent again.</summary>
public sealed class GiftMailAgainHandler(GiftMailHandler mails) : IOutboxHandler
{
    public string Type => OutboxTypes.GiftMailAgain;

    public Task<OutboxOutcome> HandleAsync(OutboxMessage message, CancellationToken cancellationToken) =>
        mails.SendAsync(message, isAskedFor: true, cancellationToken);
}
