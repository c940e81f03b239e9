namespace GiftCards.Core.Delivery.Certificates;

/// <summary>A finished certificate.</summary>
/// <param name="Pdf">The file.</param>
/// <param name="MessageIsOnlineOnly">
/// Whether a name or the message was left out because its script cannot be drawn here; the certificate then says
/// that it can be read online.
/// </param>
public sealed record Certificate(byte[] Pdf, bool MessageIsOnlineOnly);
