namespace GiftCards.Core.Delivery.Certificates;

/// <summary>How certificates are made.</summary>
/// <param name="FontPath">
/// A TrueType file to set text in; null or empty takes one from the system's usual places.
/// </param>
public sealed record CertificateOptions(string? FontPath);
