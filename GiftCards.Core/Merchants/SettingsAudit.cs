using GiftCards.Core.Audit;

namespace GiftCards.Core.Merchants;

/// <summary>How a change of gift card settings stands in the audit trail.</summary>
internal static class SettingsAudit
{
    /// <summary>What is told of the settings as they are now.</summary>
    public static object Of(GiftCardSettings settings) => new
    {
        settings.Version,
        settings.Enabled,
        settings.PresetsMinor,
        settings.AllowCustomAmounts,
        settings.MinMinor,
        settings.MaxMinor,
        settings.ValidityMonths,
        settings.ValidityDays,
        settings.TopUpExtends,
        settings.LoadUsedUp,
        settings.AllowPartialUse,
        settings.AllowMultipleServices,
        settings.MinimumPurchaseMinor,
        settings.CodePrefix,
        settings.CodeGroups,
        settings.CustomMessage,
        settings.Terms,
        settings.SendToRecipient,
        settings.SendToPurchaser,
        settings.NotifyOnUse,
        settings.ExpiryNoticeDays,
    };

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
