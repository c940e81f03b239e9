using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GiftCards.Core.Persistence.Postgres;

/// <summary>What the application's role may do.</summary>
/// <param name="Role">Its name.</param>
/// <param name="IsOwner">It owns the tables: triggers and row-level security bind it, but it could lift them.</param>
/// <param name="IsUnbound">
/// It is a superuser, bypasses row-level security or belongs to the owner's role, so that nothing here binds it.
/// </param>
internal sealed record ApplicationRole(string Role, bool IsOwner, bool IsUnbound);

/// <summary>
/// What the application's role may do to which table, and which rows its sessions see. Read off the tables after every
/// migration, so that a new one cannot be forgotten: what a table's trigger always refuses is no right either, and a
/// table with a <c>merchant_id</c> shows a session its merchant's rows. Only what differs is changed, because changing
/// a table's rules waits for everybody who uses it.
/// </summary>
internal static class PostgresRights
{
    /// <summary>Brings rights and policies in line, with the owner's connection; safe to run again and again.</summary>
    public static async Task<ApplicationRole> GrantAsync(
        GiftCardsDbContext owner, string applicationConnection, CancellationToken cancellationToken)
    {
        var role = await RoleOfAsync(applicationConnection, cancellationToken);
        await using var transaction = await owner.Database.BeginTransactionAsync(cancellationToken);
        await owner.Database.ExecuteSqlAsync(
            $"SELECT set_config('giftcards.application_role', {role}, true)", cancellationToken);
        await owner.Database.ExecuteSqlRawAsync(Tables, cancellationToken);
        await owner.Database.ExecuteSqlRawAsync(Merchants, cancellationToken);
        var isOwner = await AskAsync(
            owner,
            $"SELECT pg_get_userbyid(relowner) = {role} AS \"Value\" FROM pg_class WHERE oid = 'journal_entries'::regclass",
            cancellationToken);
        var isUnbound = await AskAsync(
            owner,
            $"""
             SELECT rolsuper OR rolbypassrls
                 OR (rolname <> current_user AND pg_has_role(oid, current_user::regrole, 'MEMBER')) AS "Value"
             FROM pg_roles WHERE rolname = {role}
             """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new ApplicationRole(role, isOwner, isUnbound);
    }

    private static async Task<string> RoleOfAsync(string connectionString, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.Username is { Length: > 0 } named)
        {
            return named;
        }

        // The operating system or a password file names the role; the server knows whom it let in.
        builder.Pooling = false;
        await using var connection = new NpgsqlConnection(builder.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT current_user", connection);
        return Convert.ToString(
            await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture)!;
    }

    private static Task<bool> AskAsync(
        GiftCardsDbContext context, FormattableString question, CancellationToken cancellationToken) =>
        context.Database.SqlQuery<bool>(question).SingleAsync(cancellationToken);

    // Nodes that start together take turns. A partition is reached through its table alone, whose rules then count.
    private const string Tables =
        """
        DO $$
        DECLARE
            app name := current_setting('giftcards.application_role');
            able text; part record;
        BEGIN
            PERFORM pg_advisory_xact_lock(x'6763726967687473'::bigint);
            IF app = current_user THEN RETURN; END IF;
            IF NOT has_schema_privilege(app, current_schema(), 'USAGE') THEN
                EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), app);
            END IF;
            FOR part IN
                SELECT c.oid, c.oid::regclass AS name,
                    CASE WHEN c.relispartition THEN ARRAY[]::text[]
                         WHEN c.relname = '__EFMigrationsHistory' THEN ARRAY['SELECT']
                         ELSE ARRAY(
                             SELECT verb FROM (VALUES ('SELECT', 0), ('INSERT', 0), ('UPDATE', 16), ('DELETE', 8)) v (verb, bit)
                             WHERE NOT EXISTS (
                                 SELECT FROM pg_trigger t
                                 WHERE t.tgrelid = c.oid AND t.tgfoid = to_regproc('refuse_change')
                                     AND t.tgtype & bit > 0 AND t.tgqual IS NULL AND t.tgattr::text = ''))
                    END AS may
                FROM pg_class c
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
                    AND c.relowner = current_user::regrole
            LOOP
                FOREACH able IN ARRAY
                    ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'] LOOP
                    IF able = ANY(part.may) THEN
                        IF NOT has_table_privilege(app, part.oid, able) THEN
                            EXECUTE format('GRANT %s ON TABLE %s TO %I', able, part.name, app);
                        END IF;
                    ELSIF has_table_privilege(app, part.oid, able)
                        OR (able IN ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
                            AND has_any_column_privilege(app, part.oid, able)) THEN
                        EXECUTE format('REVOKE %s ON TABLE %s FROM %I, PUBLIC', able, part.name, app);
                    END IF;
                END LOOP;
            END LOOP;
        END $$
        """;

    // A CASE decides nothing beforehand, so that the planner does not take '*' for a rare value; asking for the setting
    // row by row costs less than planning a sub-select for each statement. Everybody may read the list of merchants
    // and, knowing its code, a card of the platform, which is good at every merchant. The owner is bound only where it
    // is the application. A policy's comment tells its wording, so that another one is put in its place.
    private const string Merchants =
        """
        DO $$
        DECLARE
            shared boolean := current_setting('giftcards.application_role') = current_user;
            own text := $own$CASE current_setting('giftcards.merchant', true) WHEN '*' THEN true
                ELSE %I = NULLIF(current_setting('giftcards.merchant', true), '')::uuid END$own$;
            platform text := $platform$merchant_id = '00000000-0000-0000-0000-000000000000'
                AND current_setting('giftcards.merchant', true) <> ''$platform$;
            part record; wish record;
        BEGIN
            FOR part IN
                SELECT c.oid, c.oid::regclass AS name, c.relname, c.relrowsecurity, c.relforcerowsecurity,
                    a.attname AS key
                FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
                    AND a.attname = CASE c.relname WHEN 'merchants' THEN 'id' ELSE 'merchant_id' END
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
                    AND c.relowner = current_user::regrole
            LOOP
                FOR wish IN
                    SELECT w.name, w.verb, w.rule FROM (VALUES
                        (part.relname, 'own_merchant', 'ALL', format(own, part.key)),
                        ('merchants', 'everybody_reads', 'SELECT', 'true'),
                        ('cards', 'platform_cards', 'SELECT', platform)) w (tab, name, verb, rule)
                    WHERE w.tab = part.relname AND NOT EXISTS (
                        SELECT FROM pg_policy p WHERE p.polrelid = part.oid AND p.polname = w.name
                            AND obj_description(p.oid, 'pg_policy') = md5(w.rule))
                LOOP
                    EXECUTE format('DROP POLICY IF EXISTS %I ON %s', wish.name, part.name);
                    EXECUTE format('CREATE POLICY %I ON %s FOR %s USING (%s)',
                        wish.name, part.name, wish.verb, wish.rule);
                    EXECUTE format('COMMENT ON POLICY %I ON %s IS %L', wish.name, part.name, md5(wish.rule));
                END LOOP;
                IF NOT part.relrowsecurity THEN
                    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part.name);
                END IF;
                IF part.relforcerowsecurity <> shared THEN
                    EXECUTE format('ALTER TABLE %s %s ROW LEVEL SECURITY',
                        part.name, CASE WHEN shared THEN 'FORCE' ELSE 'NO FORCE' END);
                END IF;
            END LOOP;
        END $$
        """;
}
