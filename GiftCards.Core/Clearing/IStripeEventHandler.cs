using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Core.Clearing;

/// <summary>
/// Follows up one sort of Stripe's events. An event is a hint: whoever handles it fetches what it is about, and does
/// the same however often, late or out of order the event comes.
/// </summary>
internal interface IStripeEventHandler
{
    /// <summary>Whether events of this type are its matter.</summary>
    bool Handles(string type);

    /// <summary>Answers with what came of it; throws where it is to be tried again.</summary>
    Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken);
}
