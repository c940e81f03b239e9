namespace GiftCards.Web.Components.Shared;

/// <summary>One column of a chart.</summary>
/// <param name="Label">What stands under the column and in the table, such as a month.</param>
/// <param name="Value">Its height, in any unit; below nought counts as nought.</param>
/// <param name="Text">The value as people read it.</param>
public sealed record ChartBar(string Label, long Value, string Text);
