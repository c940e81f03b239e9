namespace GiftCards.Core.Payments;

/// <summary>
/// The provider could not be asked, or answered what nobody can act upon. Whether anything happened there is unknown,
/// so it is to be asked again; the same request under the same name has one effect.
/// </summary>
public class PaymentProviderException(string message, Exception? inner = null) : Exception(message, inner);
