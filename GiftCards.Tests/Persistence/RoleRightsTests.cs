using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Tests.Support;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace GiftCards.Tests.Persistence;

/// <summary>
/// What the application's own role can do to the database by hand. All domain tests on PostgreSQL run as that role, so
/// that it can do all it needs is shown there.
/// </summary>
public sealed class RoleRightsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_applications_role_has_no_right_to_rewrite_history_or_to_alter_tables()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        await using var session = await PostgresSession.OpenAsync(world.Options.ConnectionString);
        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in DatabaseRules.AppendOnlyTables)
        {
            columns[table] = (await session.TextsAsync(
                $"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}' LIMIT 1"))[0];
        }

        IEnumerable<string> attacks =
        [
            .. DatabaseRules.AppendOnlyTables.SelectMany(table => new[]
            {
                $"UPDATE {table} SET {columns[table]} = {columns[table]}",
                $"DELETE FROM {table}",
                $"TRUNCATE {table} CASCADE",
                $"SELECT FROM {table} FOR UPDATE",
                $"ALTER TABLE {table} DISABLE TRIGGER ALL",
                $"ALTER TABLE {table} ALTER COLUMN {columns[table]} DROP NOT NULL",
                $"DROP TRIGGER {table}_no_change ON {table}",
                $"DROP TABLE {table} CASCADE",
            }),
            "DELETE FROM daily_closes",
            "TRUNCATE cards",
            "ALTER TABLE cards ADD COLUMN extra int",
            "ALTER TABLE cards DISABLE ROW LEVEL SECURITY",
            "DROP POLICY own_merchant ON cards",
            "CREATE TRIGGER own BEFORE INSERT ON cards FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            "CREATE TABLE own (id int)",
            "SET session_replication_role = replica",
            "SET ROLE giftcards_owner",
            "DELETE FROM \"__EFMigrationsHistory\"",
        ];

        foreach (var attack in attacks)
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => session.RunAsync(attack));
            Assert.True(
                refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege, $"{attack}: {refusal.MessageText}");
        }
    }

    [Fact]
    public async Task Migrating_again_touches_no_table()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        const string Versions =
            """
            SELECT relname || ' ' || c.xmin FROM pg_class c WHERE relnamespace = 'public'::regnamespace
            UNION ALL SELECT polname || ' ' || polrelid || ' ' || xmin FROM pg_policy
            UNION ALL SELECT tgname || ' ' || tgrelid || ' ' || xmin FROM pg_trigger ORDER BY 1
            """;
        await using var session = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);
        var before = await session.TextsAsync(Versions);

        await world.Get<DatabaseMigrator>().MigrateAsync(Token);

        Assert.Equal(before, await session.TextsAsync(Versions));
        Assert.Contains(world.Log.Own, line => line.Contains("may neither change the journal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_of_another_wording_is_replaced()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        await using var owner = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);
        await owner.RunAsync("DROP POLICY own_merchant ON cards");
        await owner.RunAsync("CREATE POLICY own_merchant ON cards USING (true)");
        await owner.RunAsync("ALTER TABLE orders DISABLE ROW LEVEL SECURITY");
        await owner.RunAsync("GRANT ALL ON postings, cards TO giftcards_app");

        await world.Get<DatabaseMigrator>().MigrateAsync(Token);

        Assert.Equal(["true"], await owner.TextsAsync(
            "SELECT (pg_get_expr(polqual, polrelid) LIKE '%CASE%')::text FROM pg_policy WHERE polrelid = 'cards'::regclass AND polname = 'own_merchant'"));
        Assert.Equal(["True"], await owner.TextsAsync("SELECT relrowsecurity FROM pg_class WHERE oid = 'orders'::regclass"));
        Assert.Equal(
            ["False False True"],
            await owner.TextsAsync(
                """
                SELECT initcap(concat_ws(' ', has_table_privilege('giftcards_app', 'postings', 'UPDATE')::text,
                    has_table_privilege('giftcards_app', 'cards', 'TRUNCATE')::text,
                    has_table_privilege('giftcards_app', 'cards', 'UPDATE')::text))
                """));
    }

    [Fact]
    public async Task With_one_role_the_triggers_and_the_policies_stay_and_the_start_says_so()
    {
        var name = await PostgresServer.NewDatabaseAsync();
        var owner = PostgresServer.ConnectionString(name, PostgresServer.Owner) + ";Pooling=false";
        var log = await MigrateAsync(new DatabaseOptions(DatabaseProvider.PostgreSql, owner, owner));

        Assert.Contains(log.Own, line => line.Contains("owns the tables", StringComparison.Ordinal));
        await using var session = await PostgresSession.OpenAsync(owner);
        Assert.Empty(await session.TextsAsync(
            """
            SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'merchant_id'
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relforcerowsecurity
            """));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => session.RunAsync("TRUNCATE postings"));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_applications_role_alone_starts_on_a_database_that_is_up_to_date_and_keeps_its_jobs_there()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        var application = world.Options.ConnectionString;
        var alone = new DatabaseOptions(DatabaseProvider.PostgreSql, application, application);

        var log = await MigrateAsync(alone);

        Assert.Contains(log.Own, line => line.Contains("may neither change the journal", StringComparison.Ordinal));
        Assert.Equal(1, await PostgresSession.RunAsync(
            application, "INSERT INTO qrtz_locks (sched_name, lock_name) VALUES ('own', 'own')"));
    }

    [Fact]
    public async Task The_applications_role_alone_refuses_a_database_that_does_not_fit_and_says_what_to_do()
    {
        await using var world = await TestWorld.StartAsync(DatabaseProvider.PostgreSql);
        await using var owner = await PostgresSession.OpenAsync(world.Options.MigrationsConnectionString);
        await owner.RunAsync("COMMENT ON FUNCTION refuse_change() IS 'of another version'");
        var application = world.Options.ConnectionString;

        var refusal = await Assert.ThrowsAsync<RecoveryException>(
            () => MigrateAsync(new DatabaseOptions(DatabaseProvider.PostgreSql, application, application)));

        Assert.Contains("'migrate'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("giftcards_app", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_began_with_one_role_takes_a_second()
    {
        var name = await PostgresServer.NewDatabaseAsync();
        var owner = PostgresServer.ConnectionString(name, PostgresServer.Owner) + ";Pooling=false";
        var application = PostgresServer.ConnectionString(name, PostgresServer.Application) + ";Pooling=false";
        await MigrateAsync(new DatabaseOptions(DatabaseProvider.PostgreSql, owner, owner));

        await MigrateAsync(new DatabaseOptions(DatabaseProvider.PostgreSql, application, owner));

        Assert.Equal(0, await PostgresSession.RunAsync(application, "UPDATE cards SET version = version"));
        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => PostgresSession.RunAsync(application, "DELETE FROM postings"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        await using var session = await PostgresSession.OpenAsync(owner);
        Assert.Equal(["0"], await session.TextsAsync("SELECT count(*) FROM pg_class WHERE relforcerowsecurity"));
    }

    [Fact]
    public async Task The_start_warns_of_a_role_that_nothing_binds()
    {
        var name = await PostgresServer.NewDatabaseAsync();
        var log = await MigrateAsync(new DatabaseOptions(
            DatabaseProvider.PostgreSql,
            PostgresServer.ConnectionString(name, PostgresServer.Superuser) + ";Pooling=false",
            PostgresServer.ConnectionString(name, PostgresServer.Owner) + ";Pooling=false"));

        Assert.Contains(log.Own, line => line.Contains("the database confines nothing", StringComparison.Ordinal));
    }

    private static async Task<LogLines> MigrateAsync(DatabaseOptions options)
    {
        var log = new LogLines();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        await new DatabaseMigrator(options, new Protector(TestDatabase.Keys), factory.CreateLogger<DatabaseMigrator>())
            .MigrateAsync(Token);
        return log;
    }
}
