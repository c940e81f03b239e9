using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Ledger;

/// <summary>What one check of the books found.</summary>
/// <param name="Name">Stable name of the invariant.</param>
/// <param name="Statement">What must hold, in a sentence.</param>
/// <param name="Checked">How many things were looked at.</param>
/// <param name="Breaches">How many of them break it; must be 0.</param>
public sealed record InvariantFinding(string Name, string Statement, long Checked, long Breaches)
{
    public bool Holds => Breaches == 0;

    /// <summary>Which things break it, where a few words can say so.</summary>
    public string? Detail { get; init; }
}

/// <summary>One question to the database: how many things there are, and how many of them are wrong.</summary>
internal sealed record Invariant(string Name, string Statement, string Checked, string Breaches);

/// <summary>
/// What must always hold of the books, asked of the database in plain SQL that both databases understand.
/// </summary>
public sealed partial class Invariants(GiftCardsDatabase database, TimeProvider time)
{
    private static readonly Invariant[] All =
    [
        new(
            "postings-balanced",
            "Every posting moves a positive amount between two accounts of one book, the platform's or its merchant's.",
            "SELECT COUNT(*) FROM postings",
            """
            SELECT COUNT(*) FROM postings p
            WHERE p.amount_minor <= 0 OR (p.debit = p.credit AND (p.card_id = p.counter_card_id OR p.counter_card_id IS NULL))
               OR (p.book <> p.merchant_id AND p.book <> '00000000-0000-0000-0000-000000000000')
            """),
        new(
            "entries-complete",
            "Every posting and every card's side belongs to an entry, and every entry touches a card or is about money alone.",
            "SELECT COUNT(*) FROM journal_entries",
            """
            SELECT (SELECT COUNT(*) FROM postings p LEFT JOIN journal_entries e
                        ON e.merchant_id = p.merchant_id AND e.id = p.entry_id WHERE e.id IS NULL)
                 + (SELECT COUNT(*) FROM card_transactions t LEFT JOIN journal_entries e
                        ON e.merchant_id = t.merchant_id AND e.id = t.entry_id WHERE e.id IS NULL)
                 + (SELECT COUNT(*) FROM journal_entries e LEFT JOIN card_transactions t
                        ON t.merchant_id = e.merchant_id AND t.entry_id = e.id
                    WHERE t.id IS NULL AND e.type NOT IN ('payment_unapplied', 'payment_returned', 'refund_paid_by_hand',
                        'provider_fee', 'provider_payout', 'payout_created', 'payout_paid', 'payout_failed',
                        'payout_returned', 'dispute_opened', 'dispute_won', 'dispute_lost', 'refund_goodwill',
                        'account_check', 'account_check_returned'))
            """),
        new(
            "card-balance",
            "A card's balance is the sum of its card-liability postings, and never negative.",
            "SELECT COUNT(*) FROM cards",
            """
            SELECT COUNT(*) FROM cards c LEFT JOIN (
                SELECT card_id, currency, SUM(value) AS value FROM (
                    SELECT card_id, currency, CASE WHEN counter_card_id IS NULL
                            AND credit IN ('card_liability', 'platform_card_liability')
                        THEN amount_minor ELSE -amount_minor END AS value
                    FROM postings WHERE card_id IS NOT NULL
                    UNION ALL
                    SELECT counter_card_id, currency, amount_minor FROM postings WHERE counter_card_id IS NOT NULL) sides
                GROUP BY card_id, currency) p
                ON p.card_id = c.id AND p.currency = c.currency
            WHERE c.balance_minor <> COALESCE(p.value, 0) OR c.balance_minor < 0
               OR c.held_minor < 0 OR c.held_minor > c.balance_minor
            """),
        new(
            "card-holds",
            "What is held of a card is the sum of its open holds and of the parts that wait to be accepted by another.",
            "SELECT (SELECT COUNT(*) FROM holds) + (SELECT COUNT(*) FROM transfers)",
            """
            SELECT COUNT(*) FROM cards c LEFT JOIN (
                SELECT card_id, currency, SUM(amount_minor) AS value FROM (
                    SELECT card_id, currency, amount_minor FROM holds WHERE status = 'active'
                    UNION ALL
                    SELECT card_id, currency, amount_minor FROM transfers
                    WHERE status = 'waiting' AND amount_minor IS NOT NULL) open
                GROUP BY card_id, currency) h
                ON h.card_id = c.id AND h.currency = c.currency
            WHERE c.held_minor <> COALESCE(h.value, 0)
            """),
        new(
            "card-transfers",
            "A card is in transfer exactly while one transfer of all of it waits.",
            "SELECT COUNT(*) FROM cards",
            """
            SELECT COUNT(*) FROM cards c LEFT JOIN (
                SELECT card_id, COUNT(*) AS waiting FROM transfers
                WHERE status = 'waiting' AND amount_minor IS NULL GROUP BY card_id) t ON t.card_id = c.id
            WHERE COALESCE(t.waiting, 0) <> CASE WHEN c.is_in_transfer THEN 1 ELSE 0 END
            """),
        new(
            "card-spent",
            "What was spent of a card is what its redemptions took less what voids gave back; no void gives back more than its redemption took.",
            "SELECT COUNT(*) FROM cards",
            """
            SELECT (SELECT COUNT(*) FROM cards c LEFT JOIN (
                SELECT card_id, SUM(CASE WHEN debit IN ('card_liability', 'platform_card_liability')
                    THEN amount_minor ELSE -amount_minor END) AS value
                FROM postings WHERE card_id IS NOT NULL AND ('redeemed_sales' IN (debit, credit)
                    OR ('platform_card_liability' IN (debit, credit)
                        AND ('merchant_payable' IN (debit, credit) OR 'commission_revenue' IN (debit, credit))))
                GROUP BY card_id) p ON p.card_id = c.id
                WHERE c.spent_minor <> COALESCE(p.value, 0))
              + (SELECT COUNT(*) FROM (
                SELECT e.merchant_id, e.corrects, SUM(p.amount_minor) AS value
                FROM journal_entries e JOIN postings p ON p.merchant_id = e.merchant_id AND p.entry_id = e.id
                WHERE e.type = 'void' AND p.debit = 'redeemed_sales' GROUP BY e.merchant_id, e.corrects) v
                LEFT JOIN (SELECT merchant_id, entry_id, SUM(amount_minor) AS value
                    FROM postings WHERE credit = 'redeemed_sales' GROUP BY merchant_id, entry_id) r
                ON r.merchant_id = v.merchant_id AND r.entry_id = v.corrects
                WHERE v.value > COALESCE(r.value, 0))
            """),
        new(
            "card-history",
            "A card stands where the last line of its history says, and its balance is the sum of all lines.",
            "SELECT COUNT(*) FROM card_transactions",
            """
            SELECT COUNT(*) FROM cards c LEFT JOIN (
                SELECT card_id, SUM(amount_minor) AS value, MAX(version_after) AS version
                FROM card_transactions GROUP BY card_id) t ON t.card_id = c.id
            LEFT JOIN card_transactions l ON l.card_id = t.card_id AND l.version_after = t.version
            WHERE c.balance_minor <> COALESCE(t.value, 0) OR c.balance_minor <> COALESCE(l.balance_after_minor, 0)
               OR c.held_minor <> COALESCE(l.held_after_minor, 0) OR c.version < COALESCE(l.version_after, 0)
            """),
        new(
            "merchant-liability",
            "A merchant's card liability is the sum of its cards' balances, and the platform's of its own; expired and cancelled cards hold nothing.",
            "SELECT COUNT(*) FROM (SELECT DISTINCT merchant_id, currency FROM cards) m",
            """
            SELECT (SELECT COUNT(*) FROM (
                SELECT merchant_id, currency, SUM(balance_minor) AS value FROM cards GROUP BY merchant_id, currency) c
                LEFT JOIN (SELECT book, currency, SUM(CASE WHEN credit IN ('card_liability', 'platform_card_liability') THEN amount_minor
                        WHEN debit IN ('card_liability', 'platform_card_liability') THEN -amount_minor ELSE 0 END)
                    - SUM(CASE WHEN credit = debit AND credit IN ('card_liability', 'platform_card_liability') THEN amount_minor ELSE 0 END) AS value
                    FROM postings GROUP BY book, currency) l
                ON l.book = c.merchant_id AND l.currency = c.currency
                WHERE c.value <> COALESCE(l.value, 0))
              + (SELECT COUNT(*) FROM cards WHERE status IN ('expired', 'cancelled', 'fully_used') AND balance_minor <> 0)
            """),
        new(
            "platform-redemptions",
            "What a platform card paid at a merchant stands in both books of that entry alike, and so does the commission.",
            "SELECT COUNT(*) FROM postings WHERE 'platform_card_liability' IN (debit, credit)",
            """
            SELECT COUNT(*) FROM (
                SELECT
                    SUM(CASE WHEN credit IN ('merchant_payable', 'commission_revenue') THEN amount_minor
                        WHEN debit IN ('merchant_payable', 'commission_revenue') THEN -amount_minor ELSE 0 END) AS paid,
                    SUM(CASE WHEN credit = 'redeemed_sales' THEN amount_minor
                        WHEN debit = 'redeemed_sales' THEN -amount_minor ELSE 0 END) AS sold,
                    SUM(CASE WHEN credit = 'commission_revenue' THEN amount_minor
                        WHEN debit = 'commission_revenue' THEN -amount_minor ELSE 0 END) AS kept,
                    SUM(CASE WHEN debit = 'commission_expense' THEN amount_minor
                        WHEN credit = 'commission_expense' THEN -amount_minor ELSE 0 END) AS borne
                FROM postings WHERE 'platform_card_liability' IN (debit, credit)
                    OR ('redeemed_sales' IN (debit, credit) AND card_id IS NULL)
                GROUP BY merchant_id, entry_id) e
            WHERE paid <> sold OR kept <> borne
            """),
        new(
            "paid-orders",
            "Every fulfilled order has exactly the cards and loads it sold, no other order has any, and each sale adds up.",
            "SELECT COUNT(*) FROM orders",
            """
            SELECT (SELECT COUNT(*) FROM orders o
                LEFT JOIN (SELECT order_id, SUM(quantity) AS cards,
                        SUM(quantity * COALESCE(price_minor, amount_minor)) AS value
                    FROM order_items GROUP BY order_id) i ON i.order_id = o.id
                LEFT JOIN (SELECT order_id, COUNT(*) AS cards, SUM(gross_minor) AS value FROM sales GROUP BY order_id) s
                    ON s.order_id = o.id
                WHERE (o.status IN ('fulfilled', 'refunded', 'partially_refunded', 'disputed')
                        AND NOT (o.status = 'refunded' AND o.refunded_minor = 0 AND s.cards IS NULL)
                        AND (COALESCE(s.cards, 0) <> i.cards OR COALESCE(s.value, 0) <> i.value OR i.value <> o.total_minor))
                   OR (o.status NOT IN ('fulfilled', 'refunded', 'partially_refunded', 'disputed') AND s.cards > 0))
              + (SELECT COUNT(*) FROM cards c LEFT JOIN sales s ON s.merchant_id = c.merchant_id AND s.card_id = c.id
                 WHERE c.source = 'purchase' AND s.entry_id IS NULL)
            """),
        new(
            "unapplied-payments",
            "Of every order that is paid and could not be carried out the money is kept for its payer; of no other.",
            "SELECT COUNT(*) FROM orders",
            """
            SELECT COUNT(*) FROM orders o LEFT JOIN (
                SELECT e.merchant_id, e.order_id, SUM(CASE WHEN p.credit = 'unapplied_payments'
                    THEN p.amount_minor WHEN p.debit = 'unapplied_payments' THEN -p.amount_minor ELSE 0 END) AS value
                FROM journal_entries e JOIN postings p ON p.merchant_id = e.merchant_id AND p.entry_id = e.id
                WHERE e.type IN ('payment_unapplied', 'payment_returned', 'dispute_lost') GROUP BY e.merchant_id, e.order_id) u
                ON u.merchant_id = o.merchant_id AND u.order_id = o.id
            WHERE (o.status = 'paid') <> (COALESCE(u.value, 0) > 0) OR COALESCE(u.value, 0) < 0
            """),
        new(
            "payable",
            "What the platform owes a merchant is what that merchant's book says the platform owes it.",
            "SELECT COUNT(*) FROM (SELECT DISTINCT merchant_id, currency FROM postings) m",
            """
            SELECT COUNT(*) FROM (
                SELECT merchant_id, currency,
                    SUM(CASE WHEN credit IN ('merchant_payable', 'payable_reserved', 'payouts_in_transit') THEN amount_minor ELSE 0 END)
                  - SUM(CASE WHEN debit IN ('merchant_payable', 'payable_reserved', 'payouts_in_transit') THEN amount_minor ELSE 0 END)
                  - SUM(CASE WHEN debit IN ('due_from_platform', 'payouts_expected') THEN amount_minor ELSE 0 END)
                  + SUM(CASE WHEN credit IN ('due_from_platform', 'payouts_expected') THEN amount_minor ELSE 0 END) AS difference
                FROM postings GROUP BY merchant_id, currency) p
            WHERE difference <> 0
            """),
        new(
            "one-effect",
            "An idempotency key has one effect, and no effect has two keys of one caller.",
            "SELECT COUNT(*) FROM idempotency_records",
            """
            SELECT COUNT(*) FROM (
                SELECT scope, operation, subject_id FROM idempotency_records
                GROUP BY scope, operation, subject_id HAVING COUNT(*) > 1) d
            """),
    ];
}
