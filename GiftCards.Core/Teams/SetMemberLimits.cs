using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Teams;

/// <summary>Say where and when a cashier works.</summary>
/// <param name="Member">The cashier.</param>
/// <param name="Location">The one place; null for anywhere.</param>
/// <param name="Shift">Days and hours by the merchant's clock; null for any time.</param>
public sealed record SetMemberLimits(UserId Member, string? Location, Shift? Shift);

/// <summary>
/// Sets the limits, which count from the cashier's next command. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>invalid_request</c>, also for somebody who is no cashier.
/// </summary>
public sealed class SetMemberLimitsHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, SetMemberLimits command, CancellationToken cancellationToken)
    {
        var managing = TeamRules.Managing(actor);
        if ((managing.Error ?? Refuse(command)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await TeamRules.LockAsync(context, managing.Value.Merchant, cancellationToken);
        var found = await TeamRules.FindAsync(context, managing.Value.Merchant, command.Member, cancellationToken);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var member = found.Value;
        if (member.Role != StaffRole.Cashier)
        {
            return new InvalidRequest("member", InvalidReason.NotAllowed);
        }

        var note = TeamRules.Note(AuditActions.LimitsChanged, member) with
        {
            Before = new { member.Location, member.Shift },
            After = new { Location = TextOf(command.Location), command.Shift },
        };
        context.Record(actor, note, time.GetInstant());
        (member.Location, member.Shift) = (TextOf(command.Location), command.Shift);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }

    private static DomainError? Refuse(SetMemberLimits command) =>
        (TextOf(command.Location) is { } location ? TextRules.RefuseName(location, "location") : null)
        ?? command.Shift?.Refuse();

    private static string? TextOf(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
