namespace GiftCards.Core.Persistence;

/// <summary>
/// SQL by which each database itself refuses to change or remove what is in the journal. Run by the migrations; the
/// refusal holds for whoever connects, with this application or without.
/// </summary>
public static class AppendOnly
{
    private static readonly string[] Changes = ["UPDATE", "DELETE"];
    private static readonly string[] Journal = ["journal_entries", "postings", "card_transactions", "sales"];

    /// <summary>The journal: one statement for each table and operation.</summary>
    public static IEnumerable<string> ForSqlite() => ForSqlite(Journal);

    /// <summary>Further tables: one statement for each table and operation.</summary>
    public static IEnumerable<string> ForSqlite(params string[] tables) =>
        from table in tables
        from operation in Changes
        select $"""
            CREATE TRIGGER {table}_no_{operation.ToLowerInvariant()} BEFORE {operation} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
            """;

    /// <summary>
    /// The journal: a function that refuses, and a trigger on each table for every way of changing it.
    /// </summary>
    public static IEnumerable<string> ForPostgres() =>
    [
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
        """,
        .. ForPostgres(Journal),
    ];

    /// <summary>Further tables: a trigger on each for every way of changing it.</summary>
    public static IEnumerable<string> ForPostgres(params string[] tables) =>
        tables.SelectMany(table => new[]
        {
            $"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();",
            $"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        });
}
