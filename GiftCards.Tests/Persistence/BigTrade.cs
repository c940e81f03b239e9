using System.Globalization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Tests.Support;
using Npgsql;

namespace GiftCards.Tests.Persistence;

/// <summary>
/// A year's trade of 20 merchants on PostgreSQL, half of it at one of them. One of each thing is made by the
/// application; the database copies it 100,000 times with other ids, instants, people and states.
/// </summary>
internal sealed class BigTrade
{
    public const int CardCount = 100_000;
    private const int MerchantCount = 20;
    private const int UseCount = 20_000;
    private const int OrderCount = 25_000;
    private const int MessageCount = 50_000;
    private const int HoldCount = 20_000;
    private const string IsHeld = "(i % 5000 = 6 OR i % 50 = 0)";

    // The ids are ordered by time, as those of the application are. The year ends a fortnight before the test's now.
    private const string Functions =
        """
        CREATE FUNCTION pg_temp.uid(kind text, i bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
            SELECT (lpad(to_hex(1763600000000 + i * 300000), 12, '0') || '7' || substr(md5(kind || i), 1, 3)
                || '8' || substr(md5(kind || i), 4, 15))::uuid $$;
        CREATE FUNCTION pg_temp.at(i bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
            SELECT timestamptz '2025-11-20 00:53:20+00' + i * interval '5 minutes' $$;
        CREATE FUNCTION pg_temp.hash(kind text, i bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
            SELECT decode(md5(kind || i) || md5(i || kind), 'hex') $$;
        SET session_replication_role = replica;
        SET auto_explain.log_min_duration = -1;
        """;

    private readonly PostgresSession session;
    private readonly string merchantOf;

    private BigTrade(PostgresSession session, IReadOnlyList<Merchant> merchants)
    {
        this.session = session;
        var ids = string.Join(',', merchants.Select(merchant => $"'{merchant.Id.Value}'"));
        merchantOf = $"(ARRAY[{ids}]::uuid[])[CASE WHEN i % 2 = 0 THEN 1 ELSE i % {MerchantCount} + 1 END]";
        Big = merchants[0];
    }

    /// <summary>The merchant with half of the trade.</summary>
    public Merchant Big { get; }

    /// <summary>An order of theirs that was paid, with its card.</summary>
    public required PlacedOrder Order { get; init; }

    /// <summary>A card of theirs that was used.</summary>
    public required IssuedCard Card { get; init; }

    /// <summary>Somebody who holds some of the cards and placed some of the orders.</summary>
    public UserId Person { get; private set; }

    public static async Task<BigTrade> MakeAsync(TestWorld world)
    {
        List<Merchant> merchants = [];
        for (var i = 0; i < MerchantCount; i++)
        {
            merchants.Add(await world.AddMerchantAsync(string.Create(CultureInfo.InvariantCulture, $"shop-{i}")));
        }

        var placed = await world.PlaceOrderAsync(merchants[0], 10_000, recipient: "rita@example.test");
        await world.PayAsync(placed);
        var card = await world.IssueCardAsync(merchants[0], 10_000);
        await world.RedeemAsync(merchants[0], card.Code!, 1_000);
        await world.HoldAsync(TestWorld.StaffOf(merchants[0]), card, 500);

        var database = new NpgsqlConnectionStringBuilder(world.Options.ConnectionString).Database!;
        await using var session = await PostgresSession.OpenAsync(
            PostgresServer.ConnectionString(database, PostgresServer.Superuser) + ";Pooling=false;Command Timeout=120");
        var trade = new BigTrade(session, merchants) { Order = placed, Card = card };
        await trade.CopyAsync();
        trade.Person = new UserId(Guid.Parse((await session.TextsAsync("SELECT pg_temp.uid('u', 7)"))[0]));
        return trade;
    }

    private async Task CopyAsync()
    {
        await session.RunAsync(Functions);
        var indexes = await session.TextsAsync(
            """
            SELECT indexdef FROM pg_indexes i JOIN pg_index x ON x.indexrelid = format('%I', i.indexname)::regclass
            WHERE schemaname = 'public' AND NOT x.indisprimary AND tablename IN ('cards', 'journal_entries', 'postings',
                'card_transactions', 'sales', 'orders', 'order_items', 'outbox', 'holds', 'idempotency_records')
            """);
        foreach (var index in indexes)
        {
            await session.RunAsync($"DROP INDEX {index.Split(' ').SkipWhile(word => word != "INDEX").ElementAt(1)}");
        }

        await CopyCardsAsync();
        await CopyJournalAsync();
        await CopyOrdersAsync();
        await CopyTheRestAsync();
        foreach (var index in indexes)
        {
            await session.RunAsync(index);
        }

        await session.RunAsync("ANALYZE");
    }

    private Task CopyCardsAsync() => CopyAsync(
        "cards",
        "order_id IS NOT NULL",
        CardCount,
        ("id", "pg_temp.uid('c', i)"),
        ("code_hash", "pg_temp.hash('c', i)"),
        ("encrypted_code", "NULL"), // It is bound to the card's id.
        ("last4", "upper(substr(md5('l' || i), 1, 4))"),
        ("order_id", $"CASE WHEN i <= {OrderCount} THEN pg_temp.uid('o', i) END"),
        ("owner_id", "CASE WHEN i % 3 = 0 THEN pg_temp.uid('u', i % 5000) END"),
        ("purchaser_email_hash", "pg_temp.hash('p', i % 20000)"),
        ("recipient_email_hash", "pg_temp.hash('r', i % 30000)"),
        ("issued_at", "pg_temp.at(i)"),
        ("expires_at", "CASE WHEN i % 20000 = 8 THEN pg_temp.at(100100) WHEN i % 4 > 0 THEN pg_temp.at(i) + interval '2 years' END"),
        ("version", $"CASE WHEN i <= {UseCount} THEN 2 ELSE 1 END"),
        ("held_minor", $"CASE WHEN i <= {HoldCount} AND {IsHeld} THEN 500 ELSE 0 END"),
        ("status", "CASE i % 10 WHEN 1 THEN 'partially_used' WHEN 2 THEN 'fully_used' WHEN 3 THEN 'expired' WHEN 4 THEN 'cancelled' ELSE 'active' END"),
        ("balance_minor", "CASE i % 10 WHEN 1 THEN 400 WHEN 2 THEN 0 WHEN 3 THEN 0 WHEN 4 THEN 0 ELSE t.balance_minor END"));

    private async Task CopyJournalAsync()
    {
        foreach (var (type, count, entry, line, version) in new[]
        {
            ("issue", CardCount, "e", "t", 1),
            ("redeem", UseCount, "f", "s", 2),
        })
        {
            var template = $"SELECT id FROM journal_entries WHERE type = '{type}' ORDER BY order_id NULLS LAST LIMIT 1";
            await CopyAsync(
                "postings",
                $"line = 0 AND entry_id = ({template})",
                count,
                ("entry_id", $"pg_temp.uid('{entry}', i)"),
                ("card_id", "pg_temp.uid('c', i)"),
                ("book", merchantOf));
            await CopyAsync(
                "card_transactions",
                $"entry_id = ({template})",
                count,
                ("id", $"pg_temp.uid('{line}', i)"),
                ("entry_id", $"pg_temp.uid('{entry}', i)"),
                ("card_id", "pg_temp.uid('c', i)"),
                ("version_after", version.ToString(CultureInfo.InvariantCulture)),
                ("at", "pg_temp.at(i)"));
            await CopyAsync(
                "journal_entries",
                $"id = ({template})",
                count,
                ("id", $"pg_temp.uid('{entry}', i)"),
                ("order_id", type == "issue" ? $"CASE WHEN i <= {OrderCount} THEN pg_temp.uid('o', i) END" : "NULL"),
                ("at", "pg_temp.at(i)"));
        }

        await CopyAsync(
            "sales",
            "true",
            OrderCount,
            ("entry_id", "pg_temp.uid('e', i)"),
            ("card_id", "pg_temp.uid('c', i)"),
            ("order_id", "pg_temp.uid('o', i)"),
            ("at", "pg_temp.at(i)"));
    }

    private async Task CopyOrdersAsync()
    {
        await CopyAsync(
            "order_items",
            "true",
            OrderCount,
            ("order_id", "pg_temp.uid('o', i)"));
        await CopyAsync(
            "orders",
            "true",
            OrderCount,
            ("id", "pg_temp.uid('o', i)"),
            ("access_token_hash", "pg_temp.hash('o', i)"),
            ("user_id", "CASE WHEN i % 3 = 1 THEN pg_temp.uid('u', i % 5000) END"),
            ("purchaser_email_hash", "pg_temp.hash('p', i % 20000)"),
            ("status", "CASE WHEN i % 10000 = 9 THEN 'pending' WHEN i % 9 = 0 THEN 'expired' ELSE 'fulfilled' END"),
            ("created_at", "pg_temp.at(i * 4)"));
    }

    private async Task CopyTheRestAsync()
    {
        await CopyAsync(
            "outbox",
            "type = 'gift_mail'",
            MessageCount,
            ("id", "pg_temp.uid('m', i)"),
            ("ordering_key", "'gc_' || md5('k' || i % 40000)"),
            ("state", "CASE i % 100 WHEN 0 THEN 'pending' WHEN 1 THEN 'dead' ELSE 'done' END"),
            ("created_at", "pg_temp.at(i * 2)"),
            ("due_at", "pg_temp.at(i * 2) + CASE WHEN i % 100 = 0 AND i % 10000 > 0 THEN interval '2 years' ELSE interval '0' END"));
        await CopyAsync(
            "holds",
            "true",
            HoldCount,
            ("id", "pg_temp.uid('h', i)"),
            ("card_id", "pg_temp.uid('c', i)"),
            ("placed_by", "pg_temp.uid('b', i)"),
            ("status", $"CASE WHEN {IsHeld} THEN 'active' ELSE 'captured' END"),
            ("expires_at", "pg_temp.at(i) + CASE WHEN i % 50 = 0 THEN interval '2 years' ELSE interval '7 days' END"));
        await CopyAsync(
            "idempotency_records",
            "operation = 'redeem'",
            UseCount * 2,
            ("scope", $"'merchant:' || {merchantOf}"),
            ("key", "md5('i' || i)"),
            ("subject_id", "pg_temp.uid('s', i)"),
            ("at", "pg_temp.at(100000) + i * interval '1 second'"));
    }

    /// <summary>Copies one row many times; what is not said is as in that row, and the merchant follows from i.</summary>
    private async Task CopyAsync(
        string table, string template, int count, params (string Column, string Value)[] changes)
    {
        var values = changes.ToDictionary(change => change.Column, change => change.Value, StringComparer.Ordinal);
        values.TryAdd("merchant_id", merchantOf);
        var columns = await session.TextsAsync(
            $"SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'");
        var sources = columns.Select(column => values.GetValueOrDefault(column, $"t.\"{column}\""));
        await session.RunAsync(
            $"""
             INSERT INTO {table} ("{string.Join("\", \"", columns)}") SELECT {string.Join(", ", sources)}
             FROM (SELECT * FROM {table} WHERE {template} LIMIT 1) t, generate_series(1::bigint, {count}) i
             """);
    }
}
