namespace GiftCards.Web.Components.Merchant.Designs;

/// <summary>What the buttons beside a design do to the order they stand in.</summary>
internal static class DesignMoves
{
    /// <summary>The names after one move, such as <c>up:bloom</c>; one that makes no sense changes nothing.</summary>
    public static IReadOnlyList<string> After(IReadOnlyList<string> designs, string? move)
    {
        if (move?.Split(':', 2) is not [var what, var design])
        {
            return designs;
        }

        var after = designs.ToList();
        var at = after.IndexOf(design);
        switch (what)
        {
            case "up" when at > 0:
                (after[at - 1], after[at]) = (after[at], after[at - 1]);
                break;
            case "down" when at >= 0 && at < after.Count - 1:
                (after[at + 1], after[at]) = (after[at], after[at + 1]);
                break;
            case "off" when at >= 0:
                after.RemoveAt(at);
                break;
            case "on" when at < 0:
                after.Add(design);
                break;
        }

        return after;
    }
}
