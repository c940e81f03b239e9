using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>Replace a merchant's gift card settings. Amounts are minor units of its currency.</summary>
public sealed record UpdateGiftCardSettings
{
    public required bool Enabled { get; init; }

    public required IReadOnlyList<Money> Presets { get; init; }

    public required bool AllowCustomAmounts { get; init; }

    public required Money Min { get; init; }

    public required Money Max { get; init; }

    public required int? ValidityMonths { get; init; }

    public required int? ValidityDays { get; init; }

    public required bool TopUpExtends { get; init; }

    public required bool LoadUsedUp { get; init; }

    public required bool AllowPartialUse { get; init; }

    public required bool AllowMultipleServices { get; init; }

    public required Money? MinimumPurchase { get; init; }

    public required string CodePrefix { get; init; }

    public required int CodeGroups { get; init; }

    public required string CustomMessage { get; init; }

    public required string Terms { get; init; }

    public required bool SendToRecipient { get; init; }

    public required bool SendToPurchaser { get; init; }

    public required bool NotifyOnUse { get; init; }

    /// <summary>Days before the end at which holders are reminded, 0 for never; null leaves it as it is.</summary>
    public int? ExpiryNoticeDays { get; init; }

    /// <summary>The version these values were based on.</summary>
    public required int Version { get; init; }
}

/// <summary>A merchant's settings with the merchant they belong to.</summary>
public sealed record MerchantSettings(Merchant Merchant, GiftCardSettings Settings);

/// <summary>Reads a merchant's settings.</summary>
public sealed class SettingsQueries(GiftCardsDatabase database)
{
    /// <summary>Errors: <c>forbidden</c>, <c>not_found</c>.</summary>
    public async Task<Result<MerchantSettings>> GetAsync(
        Actor actor, MerchantId merchantId, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.SettingsRead, merchantId) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleOrDefaultAsync(
            m => m.Id == merchantId, cancellationToken);
        if (merchant is null)
        {
            return new NotFound();
        }

        var settings = await context.GiftCardSettings.AsNoTracking().SingleAsync(
            s => s.MerchantId == merchantId, cancellationToken);
        return new MerchantSettings(merchant, settings);
    }
}

/// <summary>
/// Changes settings. Those who run the platform change its own as well, for the currency of the amounts; one that it
/// has not sold in before begins with version 0. Errors: <c>forbidden</c>, <c>invalid_request</c>,
/// <c>currency_mismatch</c>, <c>conflict</c> on a stale version.
/// </summary>
public sealed class UpdateGiftCardSettingsHandler(GiftCardsDatabase database, TimeProvider time)
{
    private const int MaxPresets = 12;
    private const int MaxValidityMonths = 120;
    private const int MaxValidityDays = 3_650;
    private const int MaxTerms = 5_000;
    private const int MaxNoticeDays = 365;

    public async Task<Result<MerchantSettings>> HandleAsync(
        Actor actor, MerchantId merchantId, UpdateGiftCardSettings command, CancellationToken cancellationToken)
    {
        if (actor.Refuse(Permissions.SettingsWrite, merchantId) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await Sellers.MerchantAsync(context, merchantId, command.Min.Currency, cancellationToken);
        if (Refuse(command, merchant.Currency) is { } invalid)
        {
            return invalid;
        }

        var now = time.GetInstant();
        var settings = await context.GiftCardSettings.SingleOrDefaultAsync(
            s => s.MerchantId == merchantId && s.Currency == merchant.Currency, cancellationToken)
            ?? Begin(context, merchant, now);
        if (settings.Version != command.Version)
        {
            return new Conflict();
        }

        var before = SettingsAudit.Of(settings);
        Copy(command, settings);
        settings.Version++;
        settings.UpdatedAt = now;
        context.Record(actor, SettingsAudit.Note(settings, before), now);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error is DbUpdateConcurrencyException || error.IsUniqueViolation())
        {
            return new Conflict();
        }

        return new MerchantSettings(merchant, settings);
    }

    // A merchant's settings are made with the merchant; the platform's with its first sale in a currency in mind.
    private static GiftCardSettings Begin(GiftCardsDbContext context, Merchant merchant, DateTimeOffset now)
    {
        var settings = new GiftCardSettings
        {
            MerchantId = merchant.Id,
            Currency = merchant.Currency,
            Version = 0,
            CreatedAt = now,
            UpdatedAt = now,
        };
        context.GiftCardSettings.Add(settings);
        return settings;
    }

    /// <summary>What stands against such settings of a merchant with that currency; null when nothing does.</summary>
    public static DomainError? Refuse(UpdateGiftCardSettings command, Currency currency)
    {
        var amounts = command.Presets.Append(command.Min).Append(command.Max);
        if ((command.MinimumPurchase is { } least ? amounts.Append(least) : amounts).Any(
            amount => amount.Currency != currency))
        {
            return new CurrencyMismatch(currency);
        }

        return RefuseAmounts(command)
            ?? RefuseRange(command.ValidityMonths, "validity.months", 1, MaxValidityMonths)
            ?? RefuseRange(command.ValidityDays, "validity.days", 1, MaxValidityDays)
            ?? (command is { ValidityMonths: not null, ValidityDays: not null }
                ? new InvalidRequest("validity", InvalidReason.NotAllowed)
                : null)
            ?? RefuseRange(command.ExpiryNoticeDays, "expiryNoticeDays", 0, MaxNoticeDays)
            ?? RefuseRange(command.CodeGroups, "codeGroups", 3, 4)
            ?? (command.CodePrefix.Length is >= 2 and <= 8 && command.CodePrefix.All(
                c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))
                ? null
                : new InvalidRequest("codePrefix", InvalidReason.Malformed))
            ?? TextRules.RefuseMessage(command.CustomMessage, "customMessage")
            ?? TextRules.RefuseMessage(command.Terms, "terms", MaxTerms);
    }

    private static InvalidRequest? RefuseAmounts(UpdateGiftCardSettings command)
    {
        if (command.Presets.Count > MaxPresets)
        {
            return new InvalidRequest("presets", InvalidReason.TooLong, MaxPresets);
        }

        if (AmountLimits.Refuse(command.Min) is not null)
        {
            return new InvalidRequest("min", InvalidReason.TooSmall, new Money(1, command.Min.Currency));
        }

        if (command.Max < command.Min || AmountLimits.Refuse(command.Max) is not null)
        {
            return new InvalidRequest("max", InvalidReason.TooSmall, command.Min);
        }

        if (command.Presets.Any(preset =>
            AmountLimits.Refuse(preset) is not null || preset.Minor % preset.Currency.SmallestStep != 0))
        {
            return new InvalidRequest("presets", InvalidReason.Malformed);
        }

        return command is { AllowCustomAmounts: false, Presets.Count: 0 }
            ? new InvalidRequest("presets", InvalidReason.Required)
            : command.MinimumPurchase is { } least && AmountLimits.Refuse(least) is not null
                ? new InvalidRequest("minimumPurchase", InvalidReason.Malformed)
                : null;
    }

    private static InvalidRequest? RefuseRange(int? value, string field, int least, int most) => value switch
    {
        null => null,
        _ when value < least => new InvalidRequest(field, InvalidReason.TooSmall, least),
        _ when value > most => new InvalidRequest(field, InvalidReason.TooLarge, most),
        _ => null,
    };

    private static void Copy(UpdateGiftCardSettings command, GiftCardSettings settings)
    {
        settings.Enabled = command.Enabled;
        settings.PresetsMinor = [.. command.Presets.Select(preset => preset.Minor).Distinct().Order()];
        settings.AllowCustomAmounts = command.AllowCustomAmounts;
        settings.MinMinor = command.Min.Minor;
        settings.MaxMinor = command.Max.Minor;
        settings.ValidityMonths = command.ValidityMonths;
        settings.ValidityDays = command.ValidityDays;
        settings.TopUpExtends = command.TopUpExtends;
        settings.LoadUsedUp = command.LoadUsedUp;
        settings.AllowPartialUse = command.AllowPartialUse;
        settings.AllowMultipleServices = command.AllowMultipleServices;
        settings.MinimumPurchaseMinor = command.MinimumPurchase?.Minor;
        settings.CodePrefix = command.CodePrefix;
        settings.CodeGroups = command.CodeGroups;
        settings.CustomMessage = command.CustomMessage;
        settings.Terms = command.Terms;
        settings.SendToRecipient = command.SendToRecipient;
        settings.SendToPurchaser = command.SendToPurchaser;
        settings.NotifyOnUse = command.NotifyOnUse;
        settings.ExpiryNoticeDays = command.ExpiryNoticeDays ?? settings.ExpiryNoticeDays;
    }
}
