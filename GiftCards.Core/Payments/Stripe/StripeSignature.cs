using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>
/// Whether an event comes from Stripe: <c>Stripe-Signature: t=…,v1=…</c> is an HMAC-SHA-256 of the instant and the
/// body as it came over the wire (docs.stripe.com/webhooks). There may be several signatures, one for each secret in
/// use.
/// </summary>
public static class StripeSignature
{
    /// <summary>How old an event may be, and how far our clock may be behind.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string Scheme = "v1";

    /// <summary>Whether one of the signatures was made with one of the secrets, and not too long ago.</summary>
    /// <param name="body">The body, byte for byte.</param>
    /// <param name="header">What stands in the header.</param>
    /// <param name="secrets">The secrets of our endpoint.</param>
    /// <param name="now">This instant.</param>
    public static bool IsGood(
        ReadOnlySpan<byte> body, string? header, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var parts = (header ?? "").Split(',', StringSplitOptions.TrimEntries)
            .Select(part => part.Split('=', 2))
            .Where(pair => pair.Length == 2)
            .ToList();
        var times = parts.Where(pair => pair[0] == "t").Select(pair => pair[1]).ToList();
        if (times is not [var signedAt]
            || !long.TryParse(signedAt, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance)
        {
            return false;
        }

        byte[] signed = [.. Encoding.UTF8.GetBytes($"{signedAt}."), .. body];
        var found = false;
        foreach (var secret in secrets)
        {
            var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
            foreach (var pair in parts.Where(pair => pair[0] == Scheme))
            {
                found |= IsSame(expected, pair[1]);
            }
        }

        return found;
    }

    private static bool IsSame(byte[] expected, string hex)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return hex.Length == given.Length * 2
            && Convert.FromHexString(hex, given, out _, out _) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(expected, given);
    }
}
