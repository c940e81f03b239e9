using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Shared.Settings;

/// <summary>The gift card settings as a form holds them: amounts as they are typed, in the reader's way.</summary>
public sealed class SettingsInput
{
    public const string ForMonths = "months";
    public const string ForDays = "days";
    public const string ForEver = "ever";

    public bool Enabled { get; set; }

    /// <summary>Amounts with spaces between them.</summary>
    public string? Presets { get; set; }

    public bool AllowCustomAmounts { get; set; }

    public string? Min { get; set; }

    public string? Max { get; set; }

    /// <summary>How the validity is counted: one of the three constants.</summary>
    public string? Validity { get; set; }

    public int? ValidityLength { get; set; }

    public bool TopUpExtends { get; set; }

    public bool LoadUsedUp { get; set; }

    public bool AllowPartialUse { get; set; }

    public bool AllowMultipleServices { get; set; }

    public string? MinimumPurchase { get; set; }

    public string? CodePrefix { get; set; }

    public int CodeGroups { get; set; }

    public string? CustomMessage { get; set; }

    public string? Terms { get; set; }

    public bool SendToRecipient { get; set; }

    public bool SendToPurchaser { get; set; }

    public bool NotifyOnUse { get; set; }

    /// <summary>Days before the end at which the holder is reminded; 0 for never.</summary>
    public int ExpiryNoticeDays { get; set; }

    public int Version { get; set; }

    public static SettingsInput Of(MerchantSettings found)
    {
        var (merchant, settings) = found;
        return new SettingsInput
        {
            Enabled = settings.Enabled,
            Presets = string.Join(' ', settings.PresetsMinor.Select(Typed)),
            AllowCustomAmounts = settings.AllowCustomAmounts,
            Min = Typed(settings.MinMinor),
            Max = Typed(settings.MaxMinor),
            Validity = settings switch
            {
                { ValidityMonths: not null } => ForMonths,
                { ValidityDays: not null } => ForDays,
                _ => ForEver,
            },
            ValidityLength = settings.ValidityMonths ?? settings.ValidityDays,
            TopUpExtends = settings.TopUpExtends,
            LoadUsedUp = settings.LoadUsedUp,
            AllowPartialUse = settings.AllowPartialUse,
            AllowMultipleServices = settings.AllowMultipleServices,
            MinimumPurchase = settings.MinimumPurchaseMinor is { } least ? Typed(least) : "",
            CodePrefix = settings.CodePrefix,
            CodeGroups = settings.CodeGroups,
            CustomMessage = settings.CustomMessage,
            Terms = settings.Terms,
            SendToRecipient = settings.SendToRecipient,
            SendToPurchaser = settings.SendToPurchaser,
            NotifyOnUse = settings.NotifyOnUse,
            ExpiryNoticeDays = settings.ExpiryNoticeDays,
            Version = settings.Version,
        };

        string Typed(long minor) =>
            MoneyText.FormatInput(new Money(minor, merchant.Currency), CultureInfo.CurrentCulture);
    }

    /// <summary>
    /// The command that the form means. Errors: <c>invalid_request</c> for what cannot be read as an amount.
    /// </summary>
    public Result<UpdateGiftCardSettings> ToCommand(Currency currency)
    {
        var presets = (Presets ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(text => Read(text, currency, "presets")).ToList();
        var (min, max) = (Read(Min, currency, "min"), Read(Max, currency, "max"));
        var least = string.IsNullOrWhiteSpace(MinimumPurchase)
            ? (Result<Money>?)null
            : Read(MinimumPurchase, currency, "minimumPurchase");
        if ((presets.Find(preset => !preset.IsOk).Error ?? min.Error ?? max.Error ?? least?.Error) is { } unreadable)
        {
            return unreadable;
        }

        if (Validity != ForEver && ValidityLength is null)
        {
            return new InvalidRequest(
                Validity == ForDays ? "validity.days" : "validity.months", InvalidReason.Required);
        }

        return new UpdateGiftCardSettings
        {
            Enabled = Enabled,
            Presets = [.. presets.Select(preset => preset.Value)],
            AllowCustomAmounts = AllowCustomAmounts,
            Min = min.Value,
            Max = max.Value,
            ValidityMonths = Validity == ForMonths ? ValidityLength : null,
            ValidityDays = Validity == ForDays ? ValidityLength : null,
            TopUpExtends = TopUpExtends,
            LoadUsedUp = LoadUsedUp,
            AllowPartialUse = AllowPartialUse,
            AllowMultipleServices = AllowMultipleServices,
            MinimumPurchase = least?.Value,
            CodePrefix = (CodePrefix ?? "").Trim().ToUpperInvariant(),
            CodeGroups = CodeGroups,
            CustomMessage = Lines(CustomMessage),
            Terms = Lines(Terms),
            SendToRecipient = SendToRecipient,
            SendToPurchaser = SendToPurchaser,
            NotifyOnUse = NotifyOnUse,
            ExpiryNoticeDays = ExpiryNoticeDays,
            Version = Version,
        };
    }

    /// <summary>The name of the input that a refusal is about, or null.</summary>
    internal static string? NameOf(DomainError refusal) => (refusal as InvalidRequest)?.Field switch
    {
        "presets" => "Input.Presets",
        "min" => "Input.Min",
        "max" => "Input.Max",
        "minimumPurchase" => "Input.MinimumPurchase",
        "validity.months" or "validity.days" => "Input.ValidityLength",
        "codePrefix" => "Input.CodePrefix",
        "expiryNoticeDays" => "Input.ExpiryNoticeDays",
        "customMessage" => "Input.CustomMessage",
        "terms" => "Input.Terms",
        _ => null,
    };

    /// <summary>Reads one amount as it was typed.</summary>
    internal static Result<Money> Read(string? text, Currency currency, string field) =>
        MoneyText.TryParse(text, currency, CultureInfo.CurrentCulture, out var amount)
        ? amount
        : new InvalidRequest(
            field, string.IsNullOrWhiteSpace(text) ? InvalidReason.Required : InvalidReason.Malformed);

    private static string Lines(string? text) => (text ?? "").Trim().ReplaceLineEndings("\n");
}
