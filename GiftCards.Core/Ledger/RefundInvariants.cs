namespace GiftCards.Core.Ledger;

/// <summary>What must always hold of money that goes back.</summary>
internal static class RefundInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new(
            "refunds-paid",
            "No more goes back of a payment than was paid, and no more of its commission than was kept.",
            "SELECT COUNT(*) FROM refunds",
            """
            SELECT COUNT(*) FROM (
                SELECT merchant_id, charge_id, SUM(amount_minor) AS amount, SUM(commission_minor) AS commission
                FROM refunds WHERE NOT is_back_on_card GROUP BY merchant_id, charge_id) r
            LEFT JOIN (
                SELECT merchant_id, entry_id, gross_minor AS paid, commission_minor AS commission FROM sales
                UNION ALL
                SELECT merchant_id, entry_id, amount_minor, 0 FROM postings
                WHERE debit = 'cash' AND credit = 'card_liability') c
                ON c.merchant_id = r.merchant_id AND c.entry_id = r.charge_id
            WHERE r.amount > COALESCE(c.paid, 0) OR r.commission > COALESCE(c.commission, 0)
            """),
        new(
            "refunds-posted",
            "What refunds say went back is what their entries posted; one that failed was corrected, and paid by a person at most once.",
            "SELECT COUNT(*) FROM refunds",
            """
            SELECT (SELECT COUNT(*) FROM (
                SELECT merchant_id, entry_id, SUM(amount) AS amount, SUM(commission) AS commission, SUM(cash) AS cash FROM (
                    SELECT merchant_id, entry_id, CASE WHEN order_id IS NULL THEN 0 ELSE amount_minor END AS amount,
                        commission_minor AS commission, CASE WHEN order_id IS NULL THEN amount_minor ELSE 0 END AS cash
                    FROM refunds
                    UNION ALL
                    SELECT merchant_id, entry_id, CASE WHEN credit = 'cash' THEN 0 ELSE -amount_minor END,
                        CASE WHEN debit = 'commission_revenue' THEN -amount_minor ELSE 0 END,
                        CASE WHEN credit = 'cash' THEN -amount_minor ELSE 0 END
                    FROM postings WHERE credit = 'cash'
                        OR (credit = 'provider_clearing' AND debit IN ('merchant_payable', 'commission_revenue', 'platform_card_liability', 'platform_goodwill'))) sides
                GROUP BY merchant_id, entry_id) d
                WHERE amount <> 0 OR commission <> 0 OR cash <> 0)
              + (SELECT COUNT(*) FROM refunds r
                LEFT JOIN journal_entries e
                    ON e.merchant_id = r.merchant_id AND e.id = r.corrected_by AND e.corrects = r.entry_id
                LEFT JOIN (SELECT merchant_id, entry_id, SUM(amount_minor) AS value FROM postings
                    WHERE debit = 'provider_clearing' GROUP BY merchant_id, entry_id) p
                    ON p.merchant_id = e.merchant_id AND p.entry_id = e.id
                LEFT JOIN (SELECT h.merchant_id, h.corrects, SUM(o.amount_minor) AS value FROM journal_entries h
                    JOIN postings o ON o.merchant_id = h.merchant_id AND o.entry_id = h.id
                    WHERE h.type = 'refund_paid_by_hand' GROUP BY h.merchant_id, h.corrects) b
                    ON b.merchant_id = r.merchant_id AND b.corrects = r.corrected_by
                WHERE (r.corrected_by IS NOT NULL AND COALESCE(p.value, 0) <> r.amount_minor)
                   OR (r.status = 'failed' AND (r.corrected_by IS NULL OR b.value IS NOT NULL))
                   OR (r.status <> 'failed' AND r.is_back_on_card)
                   OR (r.status <> 'failed' AND r.corrected_by IS NOT NULL AND COALESCE(b.value, 0) <> r.amount_minor))
            """),
        new(
            "refunded-orders",
            "What an order says went back is what its refunds paid, never more than its total, and its status says so.",
            "SELECT COUNT(*) FROM orders",
            """
            SELECT COUNT(*) FROM orders o
            LEFT JOIN (SELECT merchant_id, order_id, SUM(amount_minor) AS value FROM refunds
                WHERE status = 'succeeded' AND order_id IS NOT NULL GROUP BY merchant_id, order_id) r
                ON r.merchant_id = o.merchant_id AND r.order_id = o.id
            WHERE o.refunded_minor <> COALESCE(r.value, 0) OR o.refunded_minor > o.total_minor
               OR (o.status = 'partially_refunded' AND (o.refunded_minor = 0 OR o.refunded_minor = o.total_minor))
               OR (o.status = 'refunded' AND o.refunded_minor <> o.total_minor AND (o.refunded_minor <> 0
                   OR EXISTS (SELECT 1 FROM sales s WHERE s.merchant_id = o.merchant_id AND s.order_id = o.id)))
               OR (o.status NOT IN ('partially_refunded', 'refunded', 'disputed') AND o.refunded_minor <> 0)
            """),
        new(
            "goodwill",
            "What the platform gave for goodwill is what such refunds say, and none of them touched a merchant's book.",
            "SELECT COUNT(*) FROM refunds WHERE is_goodwill",
            """
            SELECT (SELECT COUNT(*) FROM (
                SELECT merchant_id, currency, SUM(amount) AS amount FROM (
                    SELECT merchant_id, currency, amount_minor AS amount FROM refunds
                    WHERE is_goodwill AND corrected_by IS NULL
                    UNION ALL
                    SELECT merchant_id, currency, CASE WHEN debit = 'platform_goodwill' THEN -amount_minor ELSE amount_minor END
                    FROM postings WHERE 'platform_goodwill' IN (debit, credit)) sides
                GROUP BY merchant_id, currency) g
                WHERE amount <> 0)
              + (SELECT COUNT(*) FROM journal_entries e
                JOIN postings p ON p.merchant_id = e.merchant_id AND p.entry_id = e.id
                WHERE e.type = 'refund_goodwill'
                  AND (p.book <> '00000000-0000-0000-0000-000000000000' OR 'platform_goodwill' NOT IN (p.debit, p.credit)))
            """),
    ];
}
