namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>
/// What the parts of the form share: the drafts, what is wrong with them, and whom to tell of a change.
/// </summary>
/// <param name="Form">The drafts.</param>
/// <param name="Errors">What is wrong, by field.</param>
/// <param name="Left">A field was left and wants to be checked.</param>
/// <param name="Changed">Something changed that is drawn elsewhere.</param>
public sealed record BuyFormScope(
    BuyForm Form, IReadOnlyDictionary<BuyField, string> Errors, Action<BuyField> Left, Action Changed)
{
    public GiftDraft Gift => Form.Current;

    public string? ErrorOf(BuyField field) => Errors.GetValueOrDefault(field);
}
