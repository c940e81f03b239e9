using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Onboarding;

/// <summary>A business as those see it who set it up.</summary>
public sealed record BusinessSetUp
{
    public required Merchant Merchant { get; init; }

    public required GiftCardSettings Settings { get; init; }

    /// <summary>Null for a business that was set up without the steps.</summary>
    public required BusinessOnboarding? Onboarding { get; init; }

    public required WebhookEndpoint? Webhook { get; init; }

    public required BusinessRecord? Record { get; init; }

    /// <summary>In the order of their names' meaning; empty before they ran for the first time.</summary>
    public required IReadOnlyList<VerificationCheck> Checks { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<StoredFile> Documents { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<MerchantDecision> Decisions { get; init; }

    /// <summary>What the last decision was that its owner has to know.</summary>
    public MerchantDecision? Latest => Decisions is [var latest, ..] ? latest : null;
}

/// <summary>What a new business has done so far, by what is really there.</summary>
public sealed record FirstSteps
{
    public required MerchantStatus Status { get; init; }

    public required string Slug { get; init; }

    /// <summary>Null for a business that was set up without the steps.</summary>
    public required BusinessOnboarding? Onboarding { get; init; }

    public required MerchantDecision? LastDecision { get; init; }

    public required bool HasKey { get; init; }

    public required bool HasColleague { get; init; }

    public required bool HasSold { get; init; }

    public required bool HasRedeemed { get; init; }
}

/// <summary>Reads how far a business is with setting itself up.</summary>
public sealed class OnboardingQueries(GiftCardsDatabase database)
{
    private const int DecisionsShown = 20;

    /// <summary>The one that the actor acts for. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<BusinessSetUp>> GetAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        return (await OfAsync(context, id, cancellationToken))!;
    }

    /// <summary>
    /// Those of the person's businesses that are not handed in yet, the newest first; only their owner sees them.
    /// </summary>
    public async Task<IReadOnlyList<MerchantId>> UnfinishedAsync(UserId person, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person's memberships.
        return await context.Staff
            .Where(member => member.UserId == person && member.Role == StaffRole.Owner)
            .Join(
                context.Merchants.Where(merchant => merchant.Status == MerchantStatus.Draft),
                member => member.MerchantId,
                merchant => merchant.Id,
                (_, merchant) => merchant)
            .OrderByDescending(merchant => merchant.CreatedAt)
            .Select(merchant => merchant.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>The list of first steps; for whoever sees the business's figures. Errors: <c>forbidden</c>.</summary>
    public async Task<Result<FirstSteps>> FirstStepsAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } id || actor.Refuse(Permissions.SettingsRead, id) is not null)
        {
            return new Forbidden();
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        return new FirstSteps
        {
            Status = merchant.Status,
            Slug = merchant.Slug,
            Onboarding = await context.Onboardings.AsNoTracking()
                .SingleOrDefaultAsync(o => o.MerchantId == id, cancellationToken),
            LastDecision = await context.MerchantDecisions.AsNoTracking().Where(d => d.MerchantId == id)
                .OrderByDescending(d => d.Id).FirstOrDefaultAsync(cancellationToken),
            HasKey = await context.ApiKeys.AnyAsync(k => k.MerchantId == id && k.RevokedAt == null, cancellationToken),
            HasColleague = await context.Staff.CountAsync(m => m.MerchantId == id, cancellationToken) > 1,
            HasSold = await context.Cards.AnyAsync(c => c.MerchantId == id, cancellationToken),
            HasRedeemed = await context.CardTransactions.AnyAsync(
                t => t.MerchantId == id && t.Type == Ledger.EntryType.Redeem, cancellationToken),
        };
    }

    internal static async Task<BusinessSetUp?> OfAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken)
    {
        var merchant = await context.Merchants.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, cancellationToken);
        if (merchant is null)
        {
            return null;
        }

        var checks = await context.VerificationChecks.AsNoTracking().Where(c => c.MerchantId == id)
            .ToListAsync(cancellationToken);
        return new BusinessSetUp
        {
            Merchant = merchant,
            Settings = await context.GiftCardSettings.AsNoTracking()
                .SingleAsync(s => s.MerchantId == id, cancellationToken),
            Onboarding = await context.Onboardings.AsNoTracking()
                .SingleOrDefaultAsync(o => o.MerchantId == id, cancellationToken),
            Webhook = await context.WebhookEndpoints.AsNoTracking()
                .SingleOrDefaultAsync(e => e.MerchantId == id, cancellationToken),
            Record = await context.BusinessRecords.AsNoTracking()
                .SingleOrDefaultAsync(r => r.MerchantId == id, cancellationToken),
            Checks = [.. checks.OrderBy(check => check.Name)],
            Documents = await context.Files.AsNoTracking()
                .Where(f => f.MerchantId == id && FileKinds.Documents.Contains(f.Kind))
                .OrderByDescending(f => f.CreatedAt).ToListAsync(cancellationToken),
            Decisions = await context.MerchantDecisions.AsNoTracking().Where(d => d.MerchantId == id)
                .OrderByDescending(d => d.Id).Take(DecisionsShown).ToListAsync(cancellationToken),
        };
    }
}
