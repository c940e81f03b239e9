using System.Data.Common;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GiftCards.Core.Ledger;

/// <summary>
/// The one statement that changes a card. What must be true for the change stands in the statement itself, so that the
/// database decides, whatever else runs at the same moment.
/// </summary>
internal static class CardGuard
{
    /// <summary>What the statement is given, in this order: the name, and its type on PostgreSQL.</summary>
    public static readonly IReadOnlyList<(string Name, string Type)> Parameters =
    [
        ("merchant", "uuid"),
        ("card", "uuid"),
        ("currency", "text"),
        ("balance_delta", "bigint"),
        ("held_delta", "bigint"),
        ("spent_delta", "bigint"),
        ("status", "text"),
        ("never_expires", "boolean"),
        ("valid_until", "timestamptz"),
        ("now", "timestamptz"),
        ("condition", "text"),
        ("at_least", "bigint"),
        ("exactly", "bigint"),
        ("version", "integer"),
        ("key_scope", "text"),
        ("key_operation", "text"),
        ("key", "text"),
        ("token", "text"),
    ];

    /// <summary>The values of <see cref="Parameters"/> for one movement; instants are the caller's to convert.</summary>
    public static object[] ValuesOf(Movement movement) =>
    [
        movement.Merchant.Value,
        movement.Card.Value,
        movement.Currency.Code,
        movement.BalanceDelta,
        movement.HeldDelta,
        movement.SpentDelta,
        movement.Status.ToText(),
        movement.Validity is { ExpiresAt: null },
        (movement.Validity?.ExpiresAt ?? DateTimeOffset.UnixEpoch).ToUniversalTime(),
        movement.Guard.Now.ToUniversalTime(),
        movement.Guard.Condition.ToText(),
        movement.Guard.AtLeast,
        movement.Guard.Exactly ?? -1,
        movement.Guard.Version ?? -1,
        movement.Idempotency?.Scope ?? "",
        movement.Idempotency?.Operation ?? "",
        movement.Idempotency?.Key ?? "",
        movement.OneTimeToken ?? "",
    ];

    /// <summary>Under which key a one-time token is remembered once it was used.</summary>
    public static IdempotencyKey KeyOf(string oneTimeToken) => new("one-time-token", "redeem", oneTimeToken, []);

    /// <summary>
    /// Changes the card and adds the movement's rows to the context, inside the caller's open transaction, which the
    /// caller saves and commits. False when the guard refused; then nothing was written.
    /// </summary>
    public static async Task<bool> WriteAsync(
        GiftCardsDbContext context, Movement movement, CancellationToken cancellationToken)
    {
        await using var command = Command(context);
        if (await ChangeAsync(command, context, movement, cancellationToken) is not { } standing)
        {
            return false;
        }

        movement.Entry.Transactions[0].Stand(standing);
        context.AddRange(RowsOf(movement));
        return true;
    }

    /// <summary>Every row that a movement writes beside the card; what is referred to comes first.</summary>
    public static IEnumerable<object> RowsOf(Movement movement)
    {
        var entry = movement.Entry;
        var subject = movement.NewCard is null ? entry.Transactions[0].Id.Value : movement.Card.Value;
        IEnumerable<object> keys = new[]
        {
            movement.Idempotency,
            movement.OneTimeToken is { } token ? KeyOf(token) : null,
        }.OfType<IdempotencyKey>().Select(key => IdempotencyRecord.Of(key, subject, entry.At));
        IEnumerable<object> card = movement.NewCard is { } issued ? [issued] : [];
        return [.. card, entry, .. entry.Transactions, .. entry.Postings, .. keys, .. movement.Beside];
    }

    /// <summary>The statement on the context's connection, ready to be run again and again.</summary>
    public static DbCommand Command(GiftCardsDbContext context)
    {
        var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = Statement;
        foreach (var (name, _) in Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs the statement for one movement; null when the guard refused.</summary>
    public static async Task<CardStanding?> ChangeAsync(
        DbCommand command, GiftCardsDbContext context, Movement movement, CancellationToken cancellationToken)
    {
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        var values = ValuesOf(movement);
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] is DateTimeOffset at ? context.ToColumn(at) : values[i];
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? StandingOf(context, reader, 0) : null;
    }

    /// <summary>Reads what the statement returns, from a column on.</summary>
    public static CardStanding StandingOf(GiftCardsDbContext context, DbDataReader reader, int from) =>
        new(reader.GetInt64(from), reader.GetInt64(from + 1), reader.GetString(from + 2))
        {
            ExpiresAt = reader.IsDBNull(from + 3) ? null : context.FromColumn(reader.GetValue(from + 3)),
            LastUsedAt = reader.IsDBNull(from + 4) ? null : context.FromColumn(reader.GetValue(from + 4)),
            Version = reader.GetInt32(from + 5),
        };

    // What becomes of each column; every one of them still has its old value in all of these.
    private static readonly IReadOnlyList<(string Column, string Value)> Changes =
    [
        ("balance_minor", "balance_minor + @balance_delta"),
        ("held_minor", "held_minor + @held_delta"),
        ("spent_minor", "spent_minor + @spent_delta"),
        ("status", """
            CASE WHEN @status = 'keep' THEN status
                 WHEN @status <> 'by_amounts' THEN @status
                 WHEN spent_minor + @spent_delta = 0 THEN 'active'
                 WHEN balance_minor + @balance_delta = 0 THEN 'fully_used'
                 ELSE 'partially_used' END
            """),
        ("fully_used_at", """
            CASE WHEN @status <> 'by_amounts' THEN fully_used_at
                 WHEN spent_minor + @spent_delta > 0 AND balance_minor + @balance_delta = 0
                 THEN COALESCE(fully_used_at, @now) END
            """),
        ("last_used_at", "CASE WHEN @spent_delta > 0 THEN @now ELSE last_used_at END"),
        ("expires_at", """
            CASE WHEN @never_expires THEN NULL
                 WHEN expires_at < @valid_until THEN @valid_until
                 ELSE expires_at END
            """),
        ("encrypted_code", "CASE WHEN @status = 'cancelled' THEN NULL ELSE encrypted_code END"),
        ("version", "version + 1"),
    ];

    // What must be true of the card; false or null refuses.
    private const string Condition =
        """
        currency = @currency
          AND (@version < 0 OR version = @version)
          AND (@condition = 'any'
               OR ((status IN ('active', 'partially_used')
                    OR (status = 'fully_used' AND @condition = 'usable_or_used_up'))
                   AND NOT is_frozen AND NOT is_in_transfer
                   AND (expires_at IS NULL OR expires_at > @now)
                   AND (allow_multiple_services OR status = 'active')))
          AND balance_minor - held_minor >= @at_least
          AND (@exactly < 0 OR balance_minor - held_minor = @exactly)
          AND held_minor + @held_delta BETWEEN 0 AND balance_minor + @balance_delta
          AND NOT EXISTS (SELECT 1 FROM idempotency_records k
               WHERE k.scope = @key_scope AND k.operation = @key_operation AND k.key = @key)
          AND (@token = '' OR NOT EXISTS (SELECT 1 FROM idempotency_records t
               WHERE t.scope = 'one-time-token' AND t.operation = 'redeem' AND t.key = @token))
        """;

    internal static readonly string Statement =
        $"""
        UPDATE cards SET {string.Join(", ", Changes.Select(change => $"{change.Column} = {change.Value}"))}
        WHERE merchant_id = @merchant AND id = @card AND {Condition}
        RETURNING balance_minor, held_minor, status, expires_at, last_used_at, version
        """;

    /// <summary>
    /// The same statement for a whole group in one call: the engine's own function on PostgreSQL. Where movements of
    /// one card follow each other, the card is locked, the same guard and the same changes are gone through with the
    /// row in hand, and it is written once: a row that one transaction writes twenty times no longer fits its page, and
    /// each version beyond costs a new entry in every index.
    /// </summary>
    public static string PostgresFunction =>
        $"""
        CREATE OR REPLACE FUNCTION move_cards({string.Join(", ", Parameters.Select(p => $"{p.Name}_list {p.Type}[]"))})
        RETURNS TABLE (moved integer, new_balance bigint, new_held bigint, new_status text,
            new_expires_at timestamptz, new_last_used_at timestamptz, new_version integer)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        #variable_conflict use_column
        DECLARE
          m record;
          held_card cards;
          next_card record;
          is_held boolean := false;
          is_changed boolean;
          is_last boolean;
        BEGIN
          IF current_setting('giftcards.merchant', true) IS DISTINCT FROM '*' THEN
            RAISE EXCEPTION 'only sessions across merchants move cards' USING ERRCODE = 'insufficient_privilege';
          END IF;
          FOR m IN SELECT * FROM unnest({string.Join(", ", Parameters.Select(p => p.Name + "_list"))})
              WITH ORDINALITY AS u({string.Join(", ", Parameters.Select(p => $"\"{p.Name}\""))}, item)
          LOOP
            is_last := card_list[m.item + 1] IS DISTINCT FROM m.card
                OR merchant_list[m.item + 1] IS DISTINCT FROM m.merchant;
            IF is_last AND NOT is_held THEN
              RETURN QUERY {InLoop(Statement).Replace(
                  "RETURNING ", "RETURNING m.item::integer, ", StringComparison.Ordinal)};
              CONTINUE;
            END IF;
            IF NOT is_held THEN
              SELECT * INTO held_card FROM cards WHERE merchant_id = m.merchant AND id = m.card FOR UPDATE;
              is_held := true;
              is_changed := false;
            END IF;
            SELECT {InLoop(string.Join(", ", Changes.Select(change => $"{change.Value} AS {change.Column}")))}
              INTO next_card FROM (SELECT (held_card).*) AS cards WHERE {InLoop(Condition)};
            IF FOUND THEN
              {Listed(column => $"held_card.{column} := next_card.{column};", " ")}
              is_changed := true;
              moved := m.item;
              new_balance := held_card.balance_minor;
              new_held := held_card.held_minor;
              new_status := held_card.status;
              new_expires_at := held_card.expires_at;
              new_last_used_at := held_card.last_used_at;
              new_version := held_card.version;
              RETURN NEXT;
            END IF;
            IF is_last THEN
              IF is_changed THEN
                UPDATE cards SET {Listed(column => $"{column} = held_card.{column}", ", ")}
                WHERE merchant_id = m.merchant AND id = m.card;
              END IF;
              is_held := false;
            END IF;
          END LOOP;
        END $$
        """;

    private static string Listed(Func<string, string> write, string between) =>
        string.Join(between, Changes.Select(change => write(change.Column)));

    private static string InLoop(string text) => text.Replace("@", "m.", StringComparison.Ordinal);
}
