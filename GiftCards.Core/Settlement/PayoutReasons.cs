using System.Globalization;
using System.Resources;

namespace GiftCards.Core.Settlement;

/// <summary>Why money did not arrive, in words. Banks and providers give codes; the usual ones are known.</summary>
public static class PayoutReasons
{
    private static readonly ResourceManager Texts =
        new("GiftCards.Core.Settlement.PayoutReasonText", typeof(PayoutReasons).Assembly);

    /// <summary>The code in words; what a person wrote, and a code that is not known, as it stands.</summary>
    public static string Describe(string reason, CultureInfo culture) => Texts.GetString(reason, culture) ?? reason;
}
