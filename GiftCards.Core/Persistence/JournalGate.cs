namespace GiftCards.Core.Persistence;

/// <summary>
/// The rules by which each database itself refuses an entry for a day that is closed, and any entry while a restored
/// database waits to be accepted. A transaction that worked out its instant long ago and comes late is undone as a
/// whole; its caller gets a 503 and sends the same key again. Part of <see cref="DatabaseRules"/>; a migration that
/// rebuilds <c>daily_closes</c> or <c>restorations</c> on SQLite drops the trigger first.
/// </summary>
internal static class JournalGate
{
    /// <summary>PostgreSQL's code of both refusals; see <see cref="DatabaseFailures.IsUnavailable"/>.</summary>
    public const string SqlState = "GC503";

    /// <summary>What the refusals have in common in SQLite, which has no codes of our own.</summary>
    public const string Refusal = "the journal is shut";

    public static IEnumerable<string> ForSqlite() =>
    [
        $"""
        CREATE TRIGGER IF NOT EXISTS journal_entries_gate BEFORE INSERT ON journal_entries BEGIN
            SELECT RAISE(ABORT, '{Refusal}: the day of this entry is closed')
            WHERE NEW.at < (SELECT unixepoch(MAX(day), '+1 day') * 1000000 FROM daily_closes);
            SELECT RAISE(ABORT, '{Refusal}: the restore is not accepted')
            WHERE EXISTS (SELECT 1 FROM restorations WHERE accepted_at IS NULL);
        END
        """,
        """
        CREATE TRIGGER IF NOT EXISTS daily_closes_no_update BEFORE UPDATE ON daily_closes WHEN OLD.hash IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'daily_closes is append-only'); END
        """,
        """
        CREATE TRIGGER IF NOT EXISTS daily_closes_no_delete BEFORE DELETE ON daily_closes
        BEGIN SELECT RAISE(ABORT, 'daily_closes is append-only'); END
        """,
    ];

    public static IEnumerable<string> ForPostgres() =>
    [
        // Asked once for all rows of a statement, because a group of redemptions is one.
        $"""
        CREATE OR REPLACE FUNCTION refuse_late_entries() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT MIN(at) FROM added)
                < ((SELECT MAX(day) + 1 FROM daily_closes)::timestamp AT TIME ZONE 'UTC') THEN
                RAISE EXCEPTION '{Refusal}: the day of this entry is closed' USING ERRCODE = '{SqlState}';
            END IF;
            IF EXISTS (SELECT FROM restorations WHERE accepted_at IS NULL) THEN
                RAISE EXCEPTION '{Refusal}: the restore is not accepted' USING ERRCODE = '{SqlState}';
            END IF;
            RETURN NULL;
        END $$
        """,
        "DROP TRIGGER IF EXISTS journal_entries_gate ON journal_entries",
        "DROP FUNCTION IF EXISTS refuse_late_entry()",
        "CREATE OR REPLACE TRIGGER journal_entries_shut AFTER INSERT ON journal_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_entries()",
        // Who may not change a table may not lock it either, so the owner lends the lock. Whoever waits for it makes
        // later writers wait behind, so it is not waited for long.
        """
        CREATE OR REPLACE FUNCTION hold_journal() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
        BEGIN LOCK TABLE journal_entries IN SHARE ROW EXCLUSIVE MODE; END $$
        """,
        "CREATE OR REPLACE TRIGGER daily_closes_no_update BEFORE UPDATE ON daily_closes FOR EACH ROW WHEN (OLD.hash IS NOT NULL) EXECUTE FUNCTION refuse_change()",
        "CREATE OR REPLACE TRIGGER daily_closes_no_delete BEFORE DELETE ON daily_closes FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE OR REPLACE TRIGGER daily_closes_no_truncate BEFORE TRUNCATE ON daily_closes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ];
}
