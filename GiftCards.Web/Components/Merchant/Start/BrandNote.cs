using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Merchants;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Merchant.Start;

/// <summary>Says what becomes of a colour, so that text on it can be read.</summary>
internal static class BrandNote
{
    /// <summary>Which text colour was chosen, and whether the colour itself had to give way for it.</summary>
    public static string Of(string color, IStringLocalizer<StartText> text)
    {
        var chosen = BrandColor.FromHex(color).ToHex();
        var palette = BrandPalette.Of(color);
        var ink = text[BrandColor.FromHex(palette.Ink) == BrandColor.White ? "Colour.White" : "Colour.Dark"].Value;
        return palette.Surface == chosen
            ? text["Colour.Kept", ink]
            : text["Colour.Shifted", ink, palette.Surface];
    }

    /// <summary>Where a mail in that colour and look is shown.</summary>
    public static string MailPath(string color, MailLook look) =>
        $"/merchant/start/mail?color={Uri.EscapeDataString(color)}&look={((Enum)look).ToText()}";
}
