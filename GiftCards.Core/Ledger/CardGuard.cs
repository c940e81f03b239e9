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
    /// <summary>
    /// Changes the card and adds the movement's rows to the context, inside the caller's open transaction, which the
    /// caller saves and commits. False when the guard refused; then nothing was written.
    /// </summary>
    public static async Task<bool> WriteAsync(
        GiftCardsDbContext context, Movement movement, CancellationToken cancellationToken)
    {
        if (await ChangeAsync(context, movement, cancellationToken) is not { } standing)
        {
            return false;
        }

        movement.Entry.Transactions[0].Stand(standing);
        context.JournalEntries.Add(movement.Entry);
        context.AddRange(movement.Beside);
        return true;
    }

    private static async Task<CardStanding?> ChangeAsync(
        GiftCardsDbContext context, Movement movement, CancellationToken cancellationToken)
    {
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = UpdateCard;
        Add(command, "merchant", movement.Merchant.Value);
        Add(command, "card", movement.Card.Value);
        Add(command, "currency", movement.Currency.Code);
        Add(command, "balance_delta", movement.BalanceDelta);
        Add(command, "held_delta", movement.HeldDelta);
        Add(command, "spent_delta", movement.SpentDelta);
        Add(command, "status", movement.Status.ToText());
        Add(command, "never_expires", movement.Validity is { ExpiresAt: null });
        Add(command, "valid_until", context.ToColumn(movement.Validity?.ExpiresAt ?? DateTimeOffset.UnixEpoch));
        Add(command, "now", context.ToColumn(movement.Guard.Now));
        Add(command, "condition", movement.Guard.Condition.ToText());
        Add(command, "at_least", movement.Guard.AtLeast);
        Add(command, "exactly", movement.Guard.Exactly ?? -1);
        Add(command, "version", movement.Guard.Version ?? -1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new CardStanding(reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2))
            {
                ExpiresAt = reader.IsDBNull(3) ? null : context.FromColumn(reader.GetValue(3)),
                LastUsedAt = reader.IsDBNull(4) ? null : context.FromColumn(reader.GetValue(4)),
                Version = reader.GetInt32(5),
            }
            : null;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    // Below SET every column still has its old value.
    private const string UpdateCard =
        """
        UPDATE cards SET
            balance_minor = balance_minor + @balance_delta,
            held_minor = held_minor + @held_delta,
            spent_minor = spent_minor + @spent_delta,
            status = CASE WHEN @status = 'keep' THEN status
                          WHEN @status <> 'by_amounts' THEN @status
                          WHEN spent_minor + @spent_delta = 0 THEN 'active'
                          WHEN balance_minor + @balance_delta = 0 THEN 'fully_used'
                          ELSE 'partially_used' END,
            fully_used_at = CASE WHEN @status <> 'by_amounts' THEN fully_used_at
                                 WHEN spent_minor + @spent_delta > 0 AND balance_minor + @balance_delta = 0
                                 THEN COALESCE(fully_used_at, @now) END,
            last_used_at = CASE WHEN @spent_delta > 0 THEN @now ELSE last_used_at END,
            expires_at = CASE WHEN @never_expires THEN NULL
                              WHEN expires_at < @valid_until THEN @valid_until
                              ELSE expires_at END,
            encrypted_code = CASE WHEN @status = 'cancelled' THEN NULL ELSE encrypted_code END,
            version = version + 1
        WHERE merchant_id = @merchant AND id = @card AND currency = @currency
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
        RETURNING balance_minor, held_minor, status, expires_at, last_used_at, version
        """;
}
