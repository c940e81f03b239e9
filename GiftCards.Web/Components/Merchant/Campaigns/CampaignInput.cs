using System.Globalization;
using GiftCards.Core.Campaigns;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Web.Components.Shared.Settings;

namespace GiftCards.Web.Components.Merchant.Campaigns;

/// <summary>A campaign as its form holds it.</summary>
public sealed class CampaignInput
{
    private const int UsualDays = 7;
    private const int UsualPercent = 10;

    /// <summary>The campaign that is changed; null for a new one.</summary>
    public string? Id { get; set; }

    public string? Name { get; set; }

    public CampaignKind Kind { get; set; }

    public int Percent { get; set; }

    public string? Design { get; set; }

    /// <summary>As it is typed; empty for every amount.</summary>
    public string? MinAmount { get; set; }

    public DateOnly? FirstDay { get; set; }

    public DateOnly? LastDay { get; set; }

    public static CampaignInput From(DateOnly today) => new()
    {
        Percent = UsualPercent,
        FirstDay = today,
        LastDay = today.AddDays(UsualDays - 1),
    };

    public static CampaignInput Of(Campaign campaign, Currency currency) => new()
    {
        Id = campaign.Id.ToString(),
        Name = campaign.Name,
        Kind = campaign.Kind,
        Percent = campaign.IsOfValue ? campaign.Percent : UsualPercent,
        Design = campaign.Design,
        MinAmount = campaign.MinAmountMinor > 0
            ? MoneyText.FormatInput(new Money(campaign.MinAmountMinor, currency), CultureInfo.CurrentCulture)
            : null,
        FirstDay = campaign.FirstDay,
        LastDay = campaign.LastDay,
    };

    /// <summary>The command that the form means. Errors: <c>invalid_request</c> for what cannot be read.</summary>
    public Result<CreateCampaign> ToCommand(Currency currency, IncomingFile? picture)
    {
        var least = string.IsNullOrWhiteSpace(MinAmount)
            ? (Result<Money>?)null
            : SettingsInput.Read(MinAmount, currency, "minAmount");
        if (least is { IsOk: false } unreadable)
        {
            return unreadable.Error;
        }

        return FirstDay is { } first && LastDay is { } last
            ? new CreateCampaign
            {
                Name = Name ?? "",
                Kind = Kind,
                Percent = Percent,
                Design = Design,
                Picture = picture,
                MinAmount = least?.Value,
                FirstDay = first,
                LastDay = last,
            }
            : new InvalidRequest(FirstDay is null ? "firstDay" : "lastDay", InvalidReason.Required);
    }
}
