using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Shared;

/// <summary>What a bank's reasons for a dispute are called.</summary>
internal static class DisputeWords
{
    /// <summary>The reason in the reader's language; one that we have no words for as a general one.</summary>
    public static string Reason(IStringLocalizer<SettleText> text, string reason)
    {
        var known = text[$"Reason.{reason}"];
        return known.ResourceNotFound ? text["Reason.general"] : known;
    }
}
