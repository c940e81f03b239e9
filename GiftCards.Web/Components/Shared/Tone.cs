namespace GiftCards.Web.Components.Shared;

/// <summary>The feeling of a badge or a notice; colour never says it alone.</summary>
public enum Tone
{
    Quiet,
    Good,
    Warn,
    Bad,
    Info,
}
