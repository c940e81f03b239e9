using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Verification;

/// <summary>
/// Runs the checks of a business whenever something they look at has changed. A business that waits is approved at once
/// when all of them pass; else it waits for a person. What was approved stays so: the outcomes tell whether it would be
/// again.
/// </summary>
public sealed class VerificationRun(TimeProvider time, OutboxSignal outbox)
{
    private const string Rules = "rules";

    /// <summary>Within the caller's transaction, over a context that sees all merchants.</summary>
    internal async Task RunAsync(GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var business = await ReadAsync(context, id, cancellationToken);
        var outcomes = BusinessChecks.Of(business).ToList();
        await context.VerificationChecks.Where(check => check.MerchantId == id).ExecuteDeleteAsync(cancellationToken);
        context.VerificationChecks.AddRange(outcomes.Select(found => new VerificationCheck
        {
            MerchantId = id,
            Name = found.Name,
            Outcome = found.Outcome,
            Why = found.Why,
            At = now,
        }));
        if (business.Merchant.Status == MerchantStatus.Pending)
        {
            await DecideAsync(
                context, id, outcomes.All(found => found.Outcome == CheckOutcome.Passed), now, cancellationToken);
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>After the commit: what was decided is mailed now.</summary>
    internal void Wake() => outbox.Wake();

    private static async Task DecideAsync(
        GiftCardsDbContext context, MerchantId id, bool isGood, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var by = new Actor.System(Rules);
        var last = await context.MerchantDecisions.AsNoTracking()
            .Where(decision => decision.MerchantId == id)
            .OrderByDescending(decision => decision.At).ThenByDescending(decision => decision.Id)
            .Select(decision => (DecisionKind?)decision.Kind)
            .FirstOrDefaultAsync(cancellationToken);

        // Whoever took back what the rules decided wants to decide in person.
        if (isGood && last != DecisionKind.TakenBack)
        {
            if (await Decisions.MoveAsync(
                context, id, MerchantStatus.Pending, MerchantStatus.Approved, now, cancellationToken))
            {
                Decisions.Add(context, id, DecisionKind.ApprovedByRules, "", by, now);
            }
        }
        else if (last == DecisionKind.Submitted)
        {
            Decisions.Add(context, id, DecisionKind.Queued, "", by, now);
        }
    }

    private static async Task<CheckedBusiness> ReadAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken)
    {
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var record = await context.BusinessRecords.AsNoTracking()
            .SingleOrDefaultAsync(r => r.MerchantId == id, cancellationToken)
            ?? new BusinessRecord { MerchantId = id, UpdatedAt = merchant.CreatedAt };
        var kinds = await context.Files.Where(file => file.MerchantId == id).Select(file => file.Kind)
            .ToListAsync(cancellationToken);
        var owners = await context.Staff.Where(member => member.MerchantId == id && member.Role == StaffRole.Owner)
            .Select(member => member.UserId).ToListAsync(cancellationToken);
        var people = owners.Select(owner => owner.Value).ToList();
        var hash = record.TaxIdHash;
        return new CheckedBusiness(
            merchant,
            record,
            [.. kinds.Where(kind => kind.IsDocument())],
            await context.Users.AnyAsync(user => people.Contains(user.Id) && user.EmailConfirmed, cancellationToken),
            hash is not null && await context.BusinessRecords.AnyAsync(
                other => other.TaxIdHash == hash && other.MerchantId != id, cancellationToken));
    }
}
