using System.ComponentModel;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Api.V1;

/// <summary>How the merchant sells and honours cards.</summary>
internal static class SettingsRoutes
{
    private const string Tag = "Settings";

    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings/gift-cards", GetAsync)
            .ForMerchant(Permissions.SettingsRead)
            .WithTags(Tag)
            .Describe("getGiftCardSettings", "Get the gift card settings", "The settings, with the version to base a change on.")
            .Produces<SettingsBody>();

        routes.MapPut("/settings/gift-cards", PutAsync)
            .ForMerchant(Permissions.SettingsWrite)
            .Refusing("currency_mismatch", "conflict")
            .WithTags(Tag)
            .Describe(
                "putGiftCardSettings",
                "Replace the gift card settings",
                "Replaces all of them. A version that is no longer current is a conflict. Cards already sold keep their rules.")
            .Example(ApiExamples.Settings, null)
            .Produces<SettingsBody>();
    }

    private static async Task<IResult> GetAsync(
        Caller caller, ApiQuery query, SettingsQueries settings, CancellationToken cancellationToken)
    {
        if ((query.Error ?? (caller.Actor.Scope is null ? new Forbidden() : null)) is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return Answers.Of(
            await settings.GetAsync(caller.Actor, caller.Actor.Scope!.Value, cancellationToken), SettingsBody.Of);
    }

    private static async Task<IResult> PutAsync(
        RequestBody<SettingsBody> body,
        Caller caller,
        UpdateGiftCardSettingsHandler update,
        CancellationToken cancellationToken) =>
        caller.Actor.Scope is { } merchant
            ? Answers.Of(
                await update
                    .HandleAsync(caller.Actor, merchant, body.Value.ToCommand(), cancellationToken), SettingsBody.Of)
            : Answers.Refuse(new Forbidden());
}

/// <summary>A merchant's gift card settings.</summary>
internal sealed record SettingsBody
{
    public required bool Enabled { get; init; }

    public required IReadOnlyList<MoneyBody> Presets { get; init; }

    public required bool AllowCustomAmounts { get; init; }

    public required MoneyBody Min { get; init; }

    public required MoneyBody Max { get; init; }

    [Description("Months or days; null for cards that do not expire.")]
    public required ValidityBody? Validity { get; init; }

    [Description("Whether a load starts the validity anew; it never shortens it.")]
    public required bool TopUpExtends { get; init; }

    [Description("Whether a card that was spent whole may be loaded again.")]
    public required bool LoadUsedUp { get; init; }

    public required bool AllowPartialUse { get; init; }

    public required bool AllowMultipleServices { get; init; }

    public required MoneyBody? MinimumPurchase { get; init; }

    [Description("2 to 8 upper-case letters or digits.")]
    public required string CodePrefix { get; init; }

    [Description("3 or 4 groups of four characters.")]
    public required int CodeGroups { get; init; }

    public required string CustomMessage { get; init; }

    public required string Terms { get; init; }

    public required bool SendToRecipient { get; init; }

    public required bool SendToPurchaser { get; init; }

    public required bool NotifyOnUse { get; init; }

    [Description("Days before a card's last valid one at which its holder is reminded, once; 0 for never. Left as it is when absent.")]
    public int? ExpiryNoticeDays { get; init; }

    [Description("Counts changes; send back the one that was read.")]
    public required int Version { get; init; }

    public static SettingsBody Of(MerchantSettings found)
    {
        var (merchant, settings) = found;
        return new SettingsBody
        {
            Enabled = settings.Enabled,
            Presets = [.. settings.PresetsMinor.Select(minor => new MoneyBody(minor, merchant.Currency))],
            AllowCustomAmounts = settings.AllowCustomAmounts,
            Min = new MoneyBody(settings.MinMinor, merchant.Currency),
            Max = new MoneyBody(settings.MaxMinor, merchant.Currency),
            Validity = ValidityBody.Of(settings),
            TopUpExtends = settings.TopUpExtends,
            LoadUsedUp = settings.LoadUsedUp,
            AllowPartialUse = settings.AllowPartialUse,
            AllowMultipleServices = settings.AllowMultipleServices,
            MinimumPurchase = settings.MinimumPurchaseMinor is { } least
                ? new MoneyBody(least, merchant.Currency)
                : null,
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
    }

    public UpdateGiftCardSettings ToCommand() => new()
    {
        Enabled = Enabled,
        Presets = [.. Presets.Select(preset => preset.ToMoney())],
        AllowCustomAmounts = AllowCustomAmounts,
        Min = Min.ToMoney(),
        Max = Max.ToMoney(),
        ValidityMonths = Validity?.Months,
        ValidityDays = Validity?.Days,
        TopUpExtends = TopUpExtends,
        LoadUsedUp = LoadUsedUp,
        AllowPartialUse = AllowPartialUse,
        AllowMultipleServices = AllowMultipleServices,
        MinimumPurchase = MinimumPurchase?.ToMoney(),
        CodePrefix = CodePrefix,
        CodeGroups = CodeGroups,
        CustomMessage = CustomMessage,
        Terms = Terms,
        SendToRecipient = SendToRecipient,
        SendToPurchaser = SendToPurchaser,
        NotifyOnUse = NotifyOnUse,
        ExpiryNoticeDays = ExpiryNoticeDays,
        Version = Version,
    };
}
