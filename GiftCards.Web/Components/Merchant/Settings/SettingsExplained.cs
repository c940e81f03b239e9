using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Components.Shared.Settings;
using GiftCards.Web.Resources;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Merchant.Settings;

/// <summary>What settings mean to a buyer, and the name of the input that cannot be read, if there is one.</summary>
internal sealed record Explanation(IReadOnlyList<string> Lines, string? Fault);

/// <summary>
/// Says what the settings in a form, saved or not, mean to a buyer, sentence by sentence.
/// </summary>
internal static class SettingsExplained
{
    public const string Route = "/merchant/settings/gift-cards/explained";

    public static void MapSettingsExplained(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Route, ExplainAsync).RequireAuthorization(SignInPolicies.Staff).ExcludeFromDescription();

    /// <summary>The sentences for what a form holds, or what is wrong with it.</summary>
    public static Explanation Of(
        SettingsInput input,
        Currency currency,
        IStringLocalizer<OwnerText> text,
        IStringLocalizer<SettingsText> labels,
        ErrorText errors)
    {
        var read = input.ToCommand(currency);
        if ((read.Error ?? UpdateGiftCardSettingsHandler.Refuse(read.Value, currency)) is not { } refused)
        {
            return new([.. Lines(read.Value, text)], null);
        }

        // The label of an input has the name of what it fills.
        var (fault, words) = (SettingsInput.NameOf(refused), errors.Of(refused));
        return new([fault is null ? words : $"{labels[fault.Split('.')[^1], currency.Code]}: {words}"], fault);
    }

    private static IEnumerable<string> Lines(UpdateGiftCardSettings settings, IStringLocalizer<OwnerText> text)
    {
        if (!settings.Enabled)
        {
            yield return text["Buyers.Off"];
            yield break;
        }

        var presets = string.Join(" · ", settings.Presets.OrderBy(preset => preset.Minor).Select(SentenceText.Of));
        if (presets.Length > 0)
        {
            yield return text["Buyers.Presets", presets];
        }

        if (settings.AllowCustomAmounts)
        {
            yield return text["Buyers.Custom", SentenceText.Of(settings.Min), SentenceText.Of(settings.Max)];
        }

        yield return (settings.ValidityMonths, settings.ValidityDays) switch
        {
            ({ } months, _) => text["Buyers.Months", months],
            (_, { } days) => text["Buyers.Days", days],
            _ => text["Buyers.Forever"],
        };
        yield return text[settings.TopUpExtends ? "Buyers.TopUp.Extends" : "Buyers.TopUp.Keeps"];
        yield return text[settings.LoadUsedUp ? "Buyers.UsedUp.Loads" : "Buyers.UsedUp.Ends"];
        yield return text[settings.AllowPartialUse ? "Buyers.Parts" : "Buyers.Whole"];
        yield return text[settings.AllowMultipleServices ? "Buyers.Services" : "Buyers.OneService"];
        if (settings.MinimumPurchase is { } least)
        {
            yield return text["Buyers.Minimum", SentenceText.Of(least)];
        }

        yield return text["Buyers.Code", $"{settings.CodePrefix}{string.Concat(Enumerable.Repeat("-XXXX", settings.CodeGroups))}"];
        foreach (var line in Words(settings, text))
        {
            yield return line;
        }
    }

    // What is written: the mails, and the owner's own words in them.
    private static IEnumerable<string> Words(UpdateGiftCardSettings settings, IStringLocalizer<OwnerText> text)
    {
        yield return text[settings.SendToRecipient ? "Buyers.Mail" : "Buyers.NoMail"];
        if (settings is { SendToRecipient: true, CustomMessage.Length: > 0 })
        {
            yield return text["Buyers.Message"];
        }

        yield return text[settings.SendToPurchaser ? "Buyers.Receipt" : "Buyers.NoReceipt"];
        if (settings.NotifyOnUse)
        {
            yield return text["Buyers.Notice"];
        }

        if (settings is { ExpiryNoticeDays: > 0 and var before }
            && (settings.ValidityMonths ?? settings.ValidityDays) is not null)
        {
            yield return text["Buyers.Reminder", before];
        }

        yield return text[settings.Terms.Length > 0 ? "Buyers.Terms" : "Buyers.NoTerms"];
    }

    private static async Task<Results<JsonHttpResult<Explanation>, ForbidHttpResult>> ExplainAsync(
        HttpContext context,
        [FromForm] IFormCollection form,
        OwnMerchantQuery merchants,
        IStringLocalizer<OwnerText> text,
        IStringLocalizer<SettingsText> labels,
        ErrorText errors,
        CancellationToken cancellationToken)
    {
        var current = RequestActor.Of(context);
        current.ActingFor = ChosenMerchant.Of(context);
        var actor = await current.StaffAsync(cancellationToken);
        var found = actor.IsOk ? await merchants.HandleAsync(actor.Value, cancellationToken) : actor.Error;
        if (!found.IsOk || actor.Value.Refuse(Permissions.SettingsRead, found.Value.Id) is not null)
        {
            return TypedResults.Forbid();
        }

        return TypedResults.Json(Of(Read(form), found.Value.Merchant.Currency, text, labels, errors));
    }

    private static SettingsInput Read(IFormCollection form)
    {
        return new SettingsInput
        {
            Enabled = IsOn("Enabled"),
            Presets = Text("Presets"),
            AllowCustomAmounts = IsOn("AllowCustomAmounts"),
            Min = Text("Min"),
            Max = Text("Max"),
            Validity = Text("Validity"),
            ValidityLength = int.TryParse(Text("ValidityLength"), out var length) ? length : null,
            TopUpExtends = IsOn("TopUpExtends"),
            LoadUsedUp = IsOn("LoadUsedUp"),
            AllowPartialUse = IsOn("AllowPartialUse"),
            AllowMultipleServices = IsOn("AllowMultipleServices"),
            MinimumPurchase = Text("MinimumPurchase"),
            CodePrefix = Text("CodePrefix"),
            CodeGroups = Text("CodeGroups") == "4" ? 4 : 3,
            CustomMessage = Text("CustomMessage"),
            Terms = Text("Terms"),
            SendToRecipient = IsOn("SendToRecipient"),
            SendToPurchaser = IsOn("SendToPurchaser"),
            NotifyOnUse = IsOn("NotifyOnUse"),
            ExpiryNoticeDays = int.TryParse(Text("ExpiryNoticeDays"), out var days) ? days : 0,
        };

        string Text(string name) => form[$"Input.{name}"].ToString();

        bool IsOn(string name) => Text(name) == "true";
    }
}
