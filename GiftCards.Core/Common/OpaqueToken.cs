using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GiftCards.Core.Common;

/// <summary>
/// Secrets that mean nothing by themselves: 256 random bits, known to the database by their hash alone.
/// </summary>
public static class OpaqueToken
{
    /// <summary>Makes a new secret behind a prefix that says what it is for.</summary>
    public static string Create(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What the database keeps; plain SHA-256 is enough for 256 random bits.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
