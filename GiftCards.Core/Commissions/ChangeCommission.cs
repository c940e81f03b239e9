using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Commissions;

/// <summary>Set what is kept where no rule matches.</summary>
public sealed record SetCommissionRate(int RatePartsPerMillion);

/// <summary>Write a new rule, which is asked last, or change one.</summary>
/// <param name="Rule">The rule; null for a new one.</param>
/// <param name="Draft">What it says.</param>
/// <param name="Version">The version that the change was based on; 0 for a new one.</param>
public sealed record SaveCommissionRule(CommissionRuleId? Rule, CommissionRuleDraft Draft, int Version);

/// <summary>End a rule; sales from now on pass it by.</summary>
public sealed record EndCommissionRule(CommissionRuleId Rule);

/// <summary>Have a rule asked one place earlier, or later.</summary>
public sealed record MoveCommissionRule(CommissionRuleId Rule, bool Earlier);

/// <summary>
/// Changes what the platform keeps, for sales from now on: an order keeps the terms it was made under. Only for
/// administrators with full rights who have just proved who they are; all of it is audited. Errors: <c>forbidden</c>,
/// <c>sign_in_again</c>, <c>invalid_request</c>, <c>not_found</c>, <c>conflict</c> on a stale version, a rule that
/// ended, or too many rules.
/// </summary>
public sealed class ChangeCommissionHandler(GiftCardsDatabase database, CommissionRules rules, TimeProvider time)
{
    public async Task<Result<Done>> SetRateAsync(
        Actor actor, SetCommissionRate command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if ((Refuse(actor, now) ?? (command.RatePartsPerMillion is < 0 or > 1_000_000
            ? new InvalidRequest("rate", InvalidReason.Choice)
            : null)) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // The rate is the platform's own.
        var before = await rules.DefaultAsync(context, cancellationToken);
        var known = await context.CommissionDefaults.SingleOrDefaultAsync(
            row => row.Id == CommissionDefault.OnlyId, cancellationToken);
        if (known is null)
        {
            context.CommissionDefaults.Add(new CommissionDefault
            {
                Id = CommissionDefault.OnlyId,
                RatePartsPerMillion = command.RatePartsPerMillion,
                ChangedAt = now,
            });
        }
        else
        {
            (known.RatePartsPerMillion, known.ChangedAt) = (command.RatePartsPerMillion, now);
        }

        context.Record(
            actor,
            new AuditNote(AuditActions.CommissionRateChanged, MerchantId.Platform, AuditTargets.Commission, null)
            {
                Before = new { Rate = before.PartsPerMillion },
                After = new { Rate = command.RatePartsPerMillion },
            },
            now);
        return await SaveAsync(context, cancellationToken);
    }

    public async Task<Result<CommissionRuleId>> SaveRuleAsync(
        Actor actor, SaveCommissionRule command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (Refuse(actor, now) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // The rules are the platform's own.
        if (await command.Draft.RefuseAsync(context, cancellationToken) is { } wrong)
        {
            return wrong;
        }

        var written = command.Rule is { } id
            ? await ChangeAsync(context, actor, id, command, now, cancellationToken)
            : await AddAsync(context, actor, command.Draft, now, cancellationToken);
        if (!written.IsOk)
        {
            return written.Error;
        }

        var saved = await SaveAsync(context, cancellationToken);
        return saved.IsOk ? written.Value.Id : saved.Error;
    }

    public async Task<Result<Done>> EndRuleAsync(
        Actor actor, EndCommissionRule command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (Refuse(actor, now) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // The rules are the platform's own.
        var rule = await context.CommissionRules.SingleOrDefaultAsync(
            row => row.Id == command.Rule, cancellationToken);
        if (rule is not { EndedAt: null })
        {
            return rule is null ? new NotFound() : new Conflict();
        }

        rule.EndedAt = now;
        rule.Version++;
        context.Record(
            actor,
            NoteOf(AuditActions.CommissionRuleEnded, rule) with { Before = CommissionRuleDraft.Told(rule) },
            now);
        return await SaveAsync(context, cancellationToken);
    }

    public async Task<Result<Done>> MoveRuleAsync(
        Actor actor, MoveCommissionRule command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (Refuse(actor, now) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // The rules are the platform's own.
        var all = await context.CommissionRules.Where(rule => rule.EndedAt == null)
            .OrderBy(rule => rule.Position).ThenBy(rule => rule.Id)
            .ToListAsync(cancellationToken);
        var at = all.FindIndex(rule => rule.Id == command.Rule);
        var to = command.Earlier ? at - 1 : at + 1;
        if (at < 0)
        {
            return new NotFound();
        }

        if (to < 0 || to >= all.Count)
        {
            return new Done();
        }

        context.Record(
            actor,
            NoteOf(AuditActions.CommissionRulesReordered, all[at]) with
            {
                Before = new { Place = at + 1 },
                After = new { Place = to + 1 },
            },
            now);
        (all[at], all[to]) = (all[to], all[at]);
        for (var place = 0; place < all.Count; place++)
        {
            if (all[place].Position != place)
            {
                all[place].Position = place;
                all[place].Version++;
            }
        }

        return await SaveAsync(context, cancellationToken);
    }

    private static async Task<Result<CommissionRule>> AddAsync(
        GiftCardsDbContext context,
        Actor actor,
        CommissionRuleDraft draft,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var others = await CommissionRules.InForceAsync(context, cancellationToken);
        if (others.Count >= CommissionRules.MaxRules)
        {
            return new Conflict();
        }

        var rule = draft.ToRule(others.Count == 0 ? 0 : others.Max(other => other.Position) + 1, now);
        context.CommissionRules.Add(rule);
        context.Record(
            actor, NoteOf(AuditActions.CommissionRuleAdded, rule) with { After = CommissionRuleDraft.Told(rule) }, now);
        return rule;
    }

    private static async Task<Result<CommissionRule>> ChangeAsync(
        GiftCardsDbContext context,
        Actor actor,
        CommissionRuleId id,
        SaveCommissionRule command,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var rule = await context.CommissionRules.SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (rule is null)
        {
            return new NotFound();
        }

        if (rule.EndedAt is not null || rule.Version != command.Version)
        {
            return new Conflict();
        }

        var before = CommissionRuleDraft.Told(rule);
        command.Draft.WriteTo(rule);
        rule.Version++;
        context.Record(
            actor,
            NoteOf(AuditActions.CommissionRuleChanged, rule) with
            {
                Before = before,
                After = CommissionRuleDraft.Told(rule),
            },
            now);
        return rule;
    }

    private static DomainError? Refuse(Actor actor, DateTimeOffset now) =>
        AdminRights.Refuse(actor, AdminAreas.Commission) ?? RecentSignIn.RefuseAdministrator(actor, now);

    private static AuditNote NoteOf(string action, CommissionRule rule) => new(
        action, MerchantId.Platform, AuditTargets.Commission, rule.Id.ToString());

    private static async Task<Result<Done>> SaveAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return new Done();
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Conflict();
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return new Conflict();
        }
    }
}
