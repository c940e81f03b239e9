using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Onboarding;

/// <summary>What a business is and where: the first step of setting it up, and its profile afterwards.</summary>
public sealed record BusinessDetails
{
    public required string Name { get; init; }

    public required string Slug { get; init; }

    public required string Description { get; init; }

    public required MerchantCategory Category { get; init; }

    public required BusinessSize? Size { get; init; }

    public required string ContactName { get; init; }

    public required string Email { get; init; }

    public required string Phone { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string Country { get; init; }

    public required string City { get; init; }

    public required string Address { get; init; }

    /// <summary>Latitude and longitude; null or empty for the address.</summary>
    public required string? Coordinates { get; init; }

    public required string OpeningHours { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The code of the one currency it sells in; cannot change once it was handed in.</summary>
    public required string Currency { get; init; }
}

/// <summary>
/// Begins a business for a signed-in person, who becomes its owner, or changes the one that its owner acts for. Errors:
/// <c>unauthenticated</c>, <c>forbidden</c>, <c>rate_limited</c>, <c>invalid_request</c>, <c>short_name_malformed</c>,
/// <c>short_name_reserved</c>, <c>short_name_taken</c>, <c>field_settled</c>.
/// </summary>
public sealed class SaveDetailsHandler(
    GiftCardsDatabase database, AttemptLimiter limiter, VerificationRun verification, TimeProvider time)
{
    private const int NewPerDay = 5;

    public async Task<Result<Merchant>> HandleAsync(
        Actor actor, BusinessDetails details, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        if (DetailsRules.Refuse(details) is { } invalid)
        {
            return invalid;
        }

        return actor.Scope is { } merchant
            ? await ChangeAsync(actor, merchant, details, cancellationToken)
            : await BeginAsync(person, details, cancellationToken);
    }

    private async Task<Result<Merchant>> BeginAsync(
        UserId person, BusinessDetails details, CancellationToken cancellationToken)
    {
        var allowed = await limiter.TakeAsync(
            "new_business", person.ToString(), NewPerDay, TimeSpan.FromDays(1), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var now = time.GetInstant();
        var merchant = DetailsRules.NewMerchant(details, now);
        await using var context = database.OpenAcrossMerchants(); // Makes a merchant, which nobody can act for yet.
        context.Merchants.Add(merchant);
        context.GiftCardSettings.Add(ProgrammeDefaults.For(merchant, merchant.Currency, now));
        context.Onboardings.Add(
            new BusinessOnboarding { MerchantId = merchant.Id, StartedBy = person, DetailsAt = now });
        context.Staff.Add(new StaffMember
        {
            MerchantId = merchant.Id,
            UserId = person,
            Role = StaffRole.Owner,
            CreatedAt = now,
        });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return new ShortNameTaken();
        }

        return merchant;
    }

    private async Task<Result<Merchant>> ChangeAsync(
        Actor actor, MerchantId id, BusinessDetails details, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.SettingsWrite, id) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the actor's own merchant.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var merchant = await context.Merchants.SingleAsync(m => m.Id == id, cancellationToken);
        if (DetailsRules.RefuseChange(merchant, details) is { } settled)
        {
            return settled;
        }

        var (before, currency) = (BusinessAudit.Of(merchant, merchant.Currency), Currency.Of(details.Currency));
        DetailsRules.Copy(details, merchant);
        var note = BusinessAudit.Note(id) with { Before = before, After = BusinessAudit.Of(merchant, currency) };
        context.Record(actor, note, now);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            return new ShortNameTaken();
        }

        if (currency != merchant.Currency)
        {
            await ChangeCurrencyAsync(context, merchant, currency, now, cancellationToken);
        }

        await context.Onboardings.Where(onboarding => onboarding.MerchantId == id)
            .ExecuteUpdateAsync(update => update.SetProperty(o => o.DetailsAt, now), cancellationToken);
        await verification.RunAsync(context, id, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        verification.Wake();
        return await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, CancellationToken.None);
    }

    // The rules are counted in the currency, so with another one they begin anew.
    private static async Task ChangeCurrencyAsync(
        GiftCardsDbContext context,
        Merchant merchant,
        Currency currency,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await context.GiftCardSettings.Where(settings => settings.MerchantId == merchant.Id)
            .ExecuteDeleteAsync(cancellationToken);
        await context.Merchants.Where(m => m.Id == merchant.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(m => m.Currency, currency), cancellationToken);
        await context.Onboardings.Where(onboarding => onboarding.MerchantId == merchant.Id)
            .ExecuteUpdateAsync(
                update => update.SetProperty(o => o.ProgrammeAt, (DateTimeOffset?)null), cancellationToken);
        context.GiftCardSettings.Add(ProgrammeDefaults.For(merchant, currency, now));
        await context.SaveChangesAsync(cancellationToken);
    }
}
