using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared.Settings;

namespace GiftCards.Web.Components.Merchant.OwnPage;

/// <summary>A service as its form holds it.</summary>
public sealed class ServiceInput
{
    /// <summary>Which one; empty for a new one.</summary>
    public string? Id { get; set; }

    public string? Name { get; set; }

    public int? Minutes { get; set; }

    /// <summary>As it is typed; empty for nothing to pay.</summary>
    public string? Price { get; set; }

    public string? Description { get; set; }

    public bool IsShown { get; set; }

    public static ServiceInput New => new() { IsShown = true };

    public static ServiceInput Of(MerchantService service, Currency currency) => new()
    {
        Id = service.Id,
        Name = service.Name,
        Minutes = service.DurationMinutes == 0 ? null : service.DurationMinutes,
        Price = MoneyText.FormatInput(new Money(service.PriceMinor, currency), CultureInfo.CurrentCulture),
        Description = service.Description,
        IsShown = service.IsShown,
    };

    /// <summary>The command that the form means. Errors: <c>invalid_request</c> for what cannot be read.</summary>
    public Result<SaveService> ToCommand(Currency currency)
    {
        var price = string.IsNullOrWhiteSpace(Price)
            ? new Money(0, currency)
            : SettingsInput.Read(Price, currency, "price");
        return price.IsOk
            ? new SaveService
            {
                Id = string.IsNullOrEmpty(Id) ? null : Id,
                Name = Name ?? "",
                DurationMinutes = Minutes ?? 0,
                Price = price.Value,
                Description = Description ?? "",
                IsShown = IsShown,
            }
            : price.Error;
    }
}
