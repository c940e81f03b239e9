using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant.OwnPage;

/// <summary>What a button beside one of several things says when it is pressed, such as <c>later:s2</c>.</summary>
internal static class ShelfPress
{
    public static string Of(ShelfMove move, string id) => $"{((Enum)move).ToText()}:{id}";

    /// <summary>Reads it; false for what no button of ours says.</summary>
    public static bool TryRead(string? pressed, out ShelfMove move, out string id)
    {
        (move, id) = (default, "");
        if (pressed?.Split(':', 2) is not [var what, var which])
        {
            return false;
        }

        id = which;
        return EnumText.TryParse(what, out move);
    }
}
