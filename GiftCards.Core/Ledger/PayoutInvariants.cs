namespace GiftCards.Core.Ledger;

/// <summary>What must always hold of payouts to merchants.</summary>
internal static class PayoutInvariants
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new(
            "payouts-in-transit",
            "What is on its way to a merchant is the sum of its payouts that were made and neither arrived nor failed.",
            "SELECT COUNT(*) FROM payouts",
            """
            SELECT COUNT(*) FROM (
                SELECT merchant_id, currency, SUM(value) AS value FROM (
                    SELECT merchant_id, currency, CASE WHEN credit = 'payouts_in_transit' THEN amount_minor
                        ELSE -amount_minor END AS value
                    FROM postings WHERE 'payouts_in_transit' IN (debit, credit)
                    UNION ALL
                    SELECT merchant_id, currency, -amount_minor FROM payouts WHERE status IN ('created', 'sent')) sides
                GROUP BY merchant_id, currency) d
            WHERE value <> 0
            """),
        new(
            "payouts-posted",
            "Every payout was begun once and ended at most once, and what of it came back is owed again.",
            "SELECT COUNT(*) FROM payouts",
            """
            SELECT (SELECT COUNT(*) FROM (
                SELECT merchant_id, type, currency, SUM(value) AS value FROM (
                    SELECT e.merchant_id, e.type, p.currency, p.amount_minor AS value
                    FROM journal_entries e JOIN postings p ON p.merchant_id = e.merchant_id AND p.entry_id = e.id
                    WHERE (e.type = 'payout_created' AND p.debit = 'merchant_payable')
                       OR (e.type = 'payout_paid' AND p.debit = 'payouts_in_transit')
                       OR (e.type IN ('payout_failed', 'payout_returned') AND p.credit = 'merchant_payable')
                    UNION ALL
                    SELECT merchant_id, 'payout_created', currency, -amount_minor FROM payouts
                    UNION ALL
                    SELECT merchant_id, 'payout_paid', currency, -amount_minor FROM payouts WHERE paid_at IS NOT NULL
                    UNION ALL
                    SELECT merchant_id, 'payout_failed', currency, -amount_minor FROM payouts WHERE status = 'failed'
                    UNION ALL
                    SELECT merchant_id, 'payout_returned', currency, -returned_minor
                    FROM payouts WHERE returned_minor <> 0) sides
                GROUP BY merchant_id, type, currency) d WHERE value <> 0)
              + (SELECT COUNT(*) FROM payouts WHERE (status = 'returned') <> (returned_minor = amount_minor)
                    OR (returned_minor > 0 AND paid_at IS NULL))
              + (SELECT COUNT(*) FROM journal_entries e LEFT JOIN payouts o
                    ON o.merchant_id = e.merchant_id AND e.type = 'payout_created' AND o.created_at = e.at
                 WHERE e.type = 'payout_created' AND o.id IS NULL)
            """),
        new(
            "payouts-entries",
            "A payout pays what its entries, and what was left over, say; no entry is paid by two that stand.",
            "SELECT COUNT(*) FROM payout_entries",
            """
            SELECT (SELECT COUNT(*) FROM payouts o
                LEFT JOIN (SELECT merchant_id, payout_id, SUM(amount_minor) AS value, COUNT(*) AS entries
                    FROM payout_entries GROUP BY merchant_id, payout_id) s
                    ON s.merchant_id = o.merchant_id AND s.payout_id = o.id
                WHERE o.entries_minor <> COALESCE(s.value, 0) OR o.entry_count <> COALESCE(s.entries, 0)
                    OR o.carried_minor + o.entries_minor - o.held_back_minor <> o.amount_minor)
              + (SELECT COUNT(*) FROM payout_entries s
                LEFT JOIN payouts o ON o.merchant_id = s.merchant_id AND o.id = s.payout_id
                WHERE o.id IS NULL OR (CASE WHEN s.is_released THEN 1 ELSE 0 END)
                    <> (CASE WHEN o.status IN ('failed', 'returned') THEN 1 ELSE 0 END))
              + (SELECT COUNT(*) FROM (SELECT merchant_id, entry_id FROM payout_entries WHERE NOT is_released
                    GROUP BY merchant_id, entry_id HAVING COUNT(*) > 1) t)
              + (SELECT COUNT(*) FROM payout_entries s LEFT JOIN (
                    SELECT p.merchant_id, p.entry_id, SUM(CASE WHEN p.credit = 'merchant_payable' THEN p.amount_minor
                        ELSE -p.amount_minor END) AS value
                    FROM postings p WHERE 'merchant_payable' IN (p.debit, p.credit)
                    GROUP BY p.merchant_id, p.entry_id) l ON l.merchant_id = s.merchant_id AND l.entry_id = s.entry_id
                 WHERE s.amount_minor <> COALESCE(l.value, 0))
            """),
    ];
}
