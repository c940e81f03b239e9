namespace GiftCards.Web.Components.Storefront.Buy;

/// <summary>Who opened the wizard, as its page knows: the island has no request to look at.</summary>
/// <param name="Address">Where the visitor comes from; keeps the keys of strangers apart.</param>
/// <param name="IsSignedIn">Whether somebody is signed in.</param>
/// <param name="Name">Their name, to fill in.</param>
/// <param name="Email">Their e-mail address, to fill in.</param>
/// <param name="Phone">Their telephone number, to fill in.</param>
public sealed record BuyVisitor(string Address, bool IsSignedIn, string? Name, string? Email, string? Phone)
{
    public static BuyVisitor Guest(string address) => new(address, false, null, null, null);
}
