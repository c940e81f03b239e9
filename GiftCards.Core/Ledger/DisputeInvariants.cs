namespace GiftCards.Core.Ledger;

/// <summary>What must always hold of disputes.</summary>
internal static class DisputeInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new(
            "disputes-posted",
            "What disputes hold back and set aside is what their entries posted, and of one that is over nothing is left.",
            "SELECT COUNT(*) FROM disputes",
            """
            SELECT (SELECT COUNT(*) FROM (
                SELECT merchant_id, entry_id, SUM(amount) AS amount, SUM(reserved) AS reserved FROM (
                    SELECT merchant_id, opening_entry_id AS entry_id, amount_minor AS amount, reserved_minor AS reserved
                    FROM disputes
                    UNION ALL
                    SELECT merchant_id, closing_entry_id, -amount_minor, -reserved_minor
                    FROM disputes WHERE closing_entry_id IS NOT NULL
                    UNION ALL
                    SELECT p.merchant_id, p.entry_id,
                        CASE WHEN p.debit = 'disputed_funds' THEN -p.amount_minor
                             WHEN p.credit = 'disputed_funds' THEN p.amount_minor ELSE 0 END,
                        CASE WHEN p.credit = 'payable_reserved' THEN -p.amount_minor
                             WHEN p.debit = 'payable_reserved' THEN p.amount_minor ELSE 0 END
                    FROM postings p JOIN journal_entries e ON e.merchant_id = p.merchant_id AND e.id = p.entry_id
                    WHERE e.type IN ('dispute_opened', 'dispute_won', 'dispute_lost')) sides
                GROUP BY merchant_id, entry_id) d
                WHERE amount <> 0 OR reserved <> 0)
              + (SELECT COUNT(*) FROM disputes WHERE (status = 'open') <> (closing_entry_id IS NULL)
                    OR (status <> 'lost' AND loss_minor <> 0))
            """),
        new(
            "disputes-shared",
            "A dispute falls on the sales of its order to the last unit, and its cards gave what was posted.",
            "SELECT COUNT(*) FROM disputed_charges",
            """
            SELECT (SELECT COUNT(*) FROM disputes d
                LEFT JOIN (SELECT merchant_id, dispute_id, SUM(amount_minor) AS amount, SUM(commission_minor) AS commission
                    FROM disputed_charges GROUP BY merchant_id, dispute_id) c
                    ON c.merchant_id = d.merchant_id AND c.dispute_id = d.id
                LEFT JOIN (SELECT merchant_id, dispute_id, SUM(taken_minor) AS taken
                    FROM disputed_cards GROUP BY merchant_id, dispute_id) t
                    ON t.merchant_id = d.merchant_id AND t.dispute_id = d.id
                WHERE COALESCE(c.commission, 0) <> d.commission_minor
                   OR (c.amount IS NOT NULL AND c.amount <> d.amount_minor)
                   OR (d.reserved_minor <> 0 AND d.reserved_minor + d.commission_minor <> d.amount_minor)
                   OR (d.status <> 'lost' AND COALESCE(t.taken, 0) <> 0)
                   OR (d.status = 'lost' AND c.amount IS NOT NULL
                       AND COALESCE(t.taken, 0) + d.loss_minor <> d.amount_minor))
              + (SELECT COUNT(*) FROM disputed_cards t JOIN disputes d ON d.merchant_id = t.merchant_id AND d.id = t.dispute_id
                LEFT JOIN (SELECT merchant_id, entry_id, card_id, SUM(amount_minor) AS value FROM postings
                    WHERE debit IN ('card_liability', 'platform_card_liability') AND counter_card_id IS NULL
                    GROUP BY merchant_id, entry_id, card_id) p
                    ON p.merchant_id = d.merchant_id AND p.entry_id = d.closing_entry_id AND p.card_id = t.card_id
                WHERE t.taken_minor <> COALESCE(p.value, 0))
            """),
        new(
            "disputes-frozen",
            "A card is frozen exactly while an open dispute concerns it.",
            "SELECT COUNT(*) FROM cards",
            """
            SELECT COUNT(*) FROM cards c LEFT JOIN (
                SELECT DISTINCT t.card_id FROM disputed_cards t
                JOIN disputes d ON d.merchant_id = t.merchant_id AND d.id = t.dispute_id WHERE d.status = 'open') f
                ON f.card_id = c.id
            WHERE CASE WHEN c.is_frozen THEN 1 ELSE 0 END <> CASE WHEN f.card_id IS NULL THEN 0 ELSE 1 END
            """),
        new(
            "disputed-orders",
            "An order that sold something is disputed exactly while a dispute of it is open, or after one was lost.",
            "SELECT COUNT(*) FROM orders",
            """
            SELECT COUNT(*) FROM orders o LEFT JOIN (
                SELECT DISTINCT d.merchant_id, d.order_id FROM disputes d
                JOIN disputed_charges c ON c.merchant_id = d.merchant_id AND c.dispute_id = d.id
                WHERE d.status <> 'won') u
                ON u.merchant_id = o.merchant_id AND u.order_id = o.id
            WHERE (o.status = 'disputed') <> (u.order_id IS NOT NULL)
            """),
    ];
}
