using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Core.Clearing;

/// <summary>
/// Follows up one sort of Stripe's events. An event is a hint: whoever handles it fetches what it is about, and does
/// the same however often, late or out of order the event comes.
/// </summary>
internal interface IStripeEventHandler
{
    /// <summary>Whether such an event is its matter, by its type and by whose account it happened at.</summary>
    bool Handles(StripeEvent happened);

    /// <summary>Answers with what came of it; throws where it is to be tried again.</summary>
    Task<EventOutcome> HandleAsync(StripeEvent happened, CancellationToken cancellationToken);
}
