namespace GiftCards.Core.Recovery;

/// <summary>A backup or a restore cannot be done; the message says to a person what is in the way.</summary>
public sealed class RecoveryException(string message, Exception? inner = null) : Exception(message, inner);
