namespace GiftCards.Core.Ledger;

/// <summary>
/// What must hold of the things that follow from the books: that they are on their way. Where a check reads
/// <c>@since</c>, that is a quarter of an hour ago.
/// </summary>
internal static class FlowInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new(
            "payments-settled",
            "No payment that succeeded at the built-in provider waits for its order longer than 15 minutes.",
            "SELECT COUNT(*) FROM sandbox_payments",
            """
            SELECT COUNT(*) FROM sandbox_payments p JOIN orders o ON o.id = p.order_id
            WHERE p.status = 'succeeded' AND p.succeeded_at < @since
              AND o.status IN ('pending', 'requires_action', 'processing', 'paid')
              AND NOT EXISTS (SELECT 1 FROM restorations r WHERE r.accepted_at IS NULL)
            """),
        // After the fifth try a message has failed for a quarter of an hour, see OutboxDispatcher.Delays.
        new(
            "outbox-moving",
            "No message waits longer than 15 minutes to be delivered or to be given up.",
            "SELECT COUNT(*) FROM outbox",
            """
            SELECT COUNT(*) FROM outbox m
            WHERE m.state = 'pending' AND (m.due_at < @since OR m.tries >= 5)
              AND NOT EXISTS (SELECT 1 FROM restorations r WHERE r.accepted_at IS NULL)
            """),
    ];
}
