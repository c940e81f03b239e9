using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What every mail needs to know about the platform.</summary>
/// <param name="PublicUrl">Where links point to, without a slash at the end.</param>
/// <param name="PlatformName">The platform's name, for mails of its own and for the foot of the others.</param>
public sealed record MailOptions(string PublicUrl, string PlatformName = PlatformSeller.Name)
{
    /// <summary>A mail's lasting name, made from the id of what caused it.</summary>
    public string MessageIdFor(string cause) => $"{cause}@{new Uri(PublicUrl).Host}";

    public string Link(string path) => $"{PublicUrl.TrimEnd('/')}{path}";
}
