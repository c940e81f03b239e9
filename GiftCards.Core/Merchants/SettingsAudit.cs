using GiftCards.Core.Audit;
using GiftCards.Core.Common;

namespace GiftCards.Core.Merchants;

/// <summary>How a change of gift card settings stands in the audit trail.</summary>
internal static class SettingsAudit
{
    /// <summary>What is told of the settings as they are now.</summary>
    public static object Of(GiftCardSettings settings) => new
    {
        settings.Version,
        settings.Enabled,
        Presets = settings.PresetsMinor.Select(minor => new Money(minor, settings.Currency)).ToList(),
        settings.AllowCustomAmounts,
        Min = new Money(settings.MinMinor, settings.Currency),
        Max = new Money(settings.MaxMinor, settings.Currency),
        settings.ValidityMonths,
        settings.ValidityDays,
        settings.TopUpExtends,
        settings.LoadUsedUp,
        settings.AllowPartialUse,
        settings.AllowMultipleServices,
        MinimumPurchase = MoneyOf(settings.MinimumPurchaseMinor, settings.Currency),
        settings.CodePrefix,
        settings.CodeGroups,
        settings.CustomMessage,
        settings.Terms,
        settings.SendToRecipient,
        settings.SendToPurchaser,
        settings.NotifyOnUse,
        settings.ExpiryNoticeDays,
    };

    /// <summary>An amount that may be left open.</summary>
    public static Money? MoneyOf(long? minor, Currency currency) =>
        minor is { } amount ? new Money(amount, currency) : null;

    /// <summary>The note of a change that is made and not yet saved.</summary>
    public static AuditNote Note(GiftCardSettings settings, object before) => new(
        settings.MerchantId.IsPlatform ? AuditActions.PlatformSettingsChanged : AuditActions.SettingsChanged,
        settings.MerchantId,
        AuditTargets.Settings,
        settings.Currency.Code)
    {
        Before = before,
        After = Of(settings),
    };
}
