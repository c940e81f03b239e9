using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence.Postgres;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence;

/// <summary>
/// What each database itself enforces beside the tables: that nobody changes or removes what is in the journal, with
/// this application or without. Written after every migration, because a table that SQLite has to rebuild loses its
/// triggers; each statement may run again and again.
/// </summary>
internal static class DatabaseRules
{
    /// <summary>Tables whose rows are written once. A correction is a new row.</summary>
    internal static readonly string[] AppendOnlyTables =
    [
        "journal_entries",
        "postings",
        "card_transactions",
        "sales",
        "redemption_commissions",
        "daily_close_totals",
        "merchant_decisions",
        "audit_entries",
        "audit_seals",
    ];

    // A function whose result has another shape cannot be replaced.
    private const string DropMoveCards =
        """
        DO $$ DECLARE old regprocedure; BEGIN
          FOR old IN SELECT oid::regprocedure FROM pg_proc WHERE proname = 'move_cards'
          LOOP EXECUTE 'DROP FUNCTION ' || old; END LOOP;
        END $$
        """;

    private static readonly string[] Changes = ["UPDATE", "DELETE"];

    /// <summary>Writes the rules, unless they stand there already in this very wording.</summary>
    public static async Task WriteAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var statements = context.Database.IsSqlite() ? ForSqlite() : ForPostgres();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (context.Database.IsNpgsql() && await StandAlreadyAsync(context, cancellationToken))
        {
            return;
        }

        foreach (var statement in statements)
        {
            await context.Database.ExecuteSqlRawAsync(statement, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Whether the rules stand on PostgreSQL in this very wording.</summary>
    public static async Task<bool> StandAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        var mark = await context.Database
            .SqlQuery<string?>($"SELECT obj_description(to_regproc('refuse_change'), 'pg_proc') AS \"Value\"")
            .SingleAsync(cancellationToken);
        return mark is not null && ForPostgres()[^1].EndsWith($"'{mark}'", StringComparison.Ordinal);
    }

    private static IEnumerable<string> ForSqlite() =>
        (from table in AppendOnlyTables
         from operation in Changes
         select $"""
            CREATE TRIGGER IF NOT EXISTS {table}_no_{operation.ToLowerInvariant()} BEFORE {operation} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
            """)
        .Concat(JournalGate.ForSqlite());

    private static string[] ForPostgres()
    {
        string[] rules =
        [
            """
            CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
            """,
            .. AppendOnlyTables.SelectMany(table => new[]
            {
                $"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
                $"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            }),
            DropMoveCards,
            CardGuard.PostgresFunction,
            // Room on a card's page for its next version, so that spending leaves the indexes alone.
            "ALTER TABLE cards SET (fillfactor = 80)",
            .. JournalGate.ForPostgres(),
            .. SchedulerTables.Statements(),
        ];
        return [.. rules, $"COMMENT ON FUNCTION refuse_change() IS '{Mark(rules)}'"];
    }

    // Several nodes may start at once: they take turns, and who comes later finds the rules written. Replacing a
    // trigger locks its table, which is not worth it on every start.
    private static async Task<bool> StandAlreadyAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        const long Turn = 0x67_63_72_75_6c_65_73;
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Turn})", cancellationToken);
        return await StandAsync(context, cancellationToken);
    }

    private static string Mark(IEnumerable<string> rules) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(';', rules))));
}
