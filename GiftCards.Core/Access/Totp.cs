using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GiftCards.Core.Access;

/// <summary>
/// The codes of authenticator apps: RFC 6238 with what all apps understand, which is SHA-1, thirty seconds and six
/// digits. A code of the step before or after is taken too, since clocks of telephones differ.
/// </summary>
public static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int SecretLength = 20;
    private const int StepSeconds = 30;
    private const int Digits = 6;

    /// <summary>A new shared secret, in Base32.</summary>
    public static string NewSecret() => Encode(RandomNumberGenerator.GetBytes(SecretLength));

    /// <summary>What the app's camera reads: the secret, whose it is, and with whom.</summary>
    public static string UriOf(string secret, string email, string issuer) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(email)}"
        + $"?secret={secret}&issuer={Uri.EscapeDataString(issuer)}&digits={Digits}&period={StepSeconds}";

    /// <summary>The code of one instant.</summary>
    public static string CodeAt(string secret, DateTimeOffset at) => CodeOf(Decode(secret), StepOf(at));

    /// <summary>
    /// The time step of a right code; null for a wrong one. The newest step wins, and the time taken tells nothing.
    /// </summary>
    public static long? FindStep(string secret, string code, DateTimeOffset now)
    {
        var given = Encoding.ASCII.GetBytes(code.Replace(" ", "", StringComparison.Ordinal));
        var key = Decode(secret);
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeOf(key, step)), given))
            {
                found = step;
            }
        }

        return found;
    }

    private static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    private static string CodeOf(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What authenticator apps use; HMAC does not lean on what SHA-1 has lost.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static string Encode(byte[] bytes)
    {
        var text = new StringBuilder();
        var (rest, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (rest, bits) = ((rest << 8) | value, bits + 8);
            for (; bits >= 5; bits -= 5)
            {
                text.Append(Base32[rest >> (bits - 5)]);
                rest &= (1 << (bits - 5)) - 1;
            }
        }

        return text.ToString();
    }

    private static byte[] Decode(string text)
    {
        List<byte> bytes = [];
        var (rest, bits) = (0, 0);
        foreach (var letter in text)
        {
            (rest, bits) = ((rest << 5) | Base32.IndexOf(letter, StringComparison.Ordinal), bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(rest >> bits));
                rest &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
