using System.Security.Cryptography;
using System.Text;

namespace GiftCards.Core.Common;

/// <summary>
/// Keys that protect stored secrets: the first of each list is current, the others can still be read with.
/// </summary>
/// <param name="Codes">For the look-up hash of card codes.</param>
/// <param name="Data">For the encryption of columns.</param>
/// <param name="Email">For the look-up hash of e-mail addresses.</param>
public sealed record SecretKeys(
    IReadOnlyList<SecretKey> Codes, IReadOnlyList<SecretKey> Data, IReadOnlyList<SecretKey> Email);

/// <summary>One 256-bit key and the name it is known by in stored data.</summary>
public sealed record SecretKey
{
    /// <summary>Takes 32 bytes and a name of 1 to 16 letters or digits.</summary>
    public SecretKey(string id, byte[] bytes)
    {
        if (bytes.Length != 32)
        {
            throw new ArgumentException($"Key '{id}' has {bytes.Length * 8} bits and must have 256.", nameof(bytes));
        }

        if (id.Length is 0 or > 16 || !id.All(char.IsAsciiLetterOrDigit))
        {
            throw new ArgumentException("A key's id is 1 to 16 letters or digits.", nameof(id));
        }

        Id = id;
        Bytes = bytes;
    }

    public string Id { get; }

    public byte[] Bytes { get; }

    /// <summary>
    /// Reads one setting: a base64 key, or several as <c>id:base64</c> parted by commas, the current one first.
    /// Throws <see cref="FormatException"/> with words that say what to mend.
    /// </summary>
    public static IReadOnlyList<SecretKey> ParseList(string setting, string text)
    {
        try
        {
            var keys = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(part => part.Split(':', 2) is [var id, var key] ? (id, key) : ("k1", part))
                .Select(part => new SecretKey(part.Item1, Convert.FromBase64String(part.Item2)))
                .ToList();
            return keys.Count > 0 ? keys : throw new FormatException($"{setting} is empty.");
        }
        catch (Exception error) when (error is ArgumentException or FormatException)
        {
            throw new FormatException(
                $"{setting} must hold 256-bit keys in base64, as 'id:base64, id:base64': {error.Message}", error);
        }
    }
}

/// <summary>Keyed hashes for look-up and authenticated encryption for values that must be read again.</summary>
public sealed class Protector(SecretKeys keys)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Tells apart protectors with different keys, without revealing them.</summary>
    public string Fingerprint { get; } =
        Convert.ToHexString(
            SHA256.HashData([.. keys.Data.SelectMany(key => key.Bytes), .. keys.Email.SelectMany(key => key.Bytes)]));

    /// <summary>The hash that a new card's code is stored under.</summary>
    public byte[] HashCode(string normalizedCode) => Hash(keys.Codes[0], normalizedCode);

    /// <summary>All hashes under which an existing card may be stored, one for each key still in use.</summary>
    public IReadOnlyList<byte[]> HashesOfCode(string normalizedCode) =>
        [.. keys.Codes.Select(key => Hash(key, normalizedCode))];

    /// <summary>The look-up hash of an e-mail address, the same for any case and surrounding space.</summary>
    public byte[] HashEmail(string email) => Hash(keys.Email[0], email.Trim().ToUpperInvariant());

    /// <summary>
    /// A keyed mark over some text, for links and one-time tokens that this house must recognise as its own.
    /// </summary>
    public byte[] Sign(string purpose, string text) => Hash(keys.Codes[0], $"{purpose}\n{text}");

    /// <summary>Whether the mark was made with any key still in use; takes the same time right or wrong.</summary>
    public bool IsSigned(string purpose, string text, ReadOnlySpan<byte> mark)
    {
        var found = false;
        foreach (var key in keys.Codes)
        {
            found |= CryptographicOperations.FixedTimeEquals(
                Hash(key, $"{purpose}\n{text}").AsSpan(0, mark.Length), mark);
        }

        return found;
    }

    /// <summary>
    /// Encrypts with AES-256-GCM; <paramref name="context"/> names the place (table, column, row) and must match on
    /// reading.
    /// </summary>
    public string Encrypt(string plain, string context)
    {
        var key = keys.Data[0];
        return $"{key.Id}.{Convert.ToBase64String(Seal(key, Encoding.UTF8.GetBytes(plain), context))}";
    }

    /// <summary>
    /// Reads what <see cref="Encrypt"/> wrote; a changed byte or another place throws <see
    /// cref="CryptographicException"/>.
    /// </summary>
    public string Decrypt(string cipher, string context)
    {
        var parts = cipher.Split('.', 2);
        return Encoding.UTF8.GetString(Open(FindDataKey(parts[0]), Convert.FromBase64String(parts[1]), context));
    }

    /// <summary>The same for bytes: in front stands the length of the key's name, then the name.</summary>
    public byte[] EncryptBytes(byte[] plain, string context)
    {
        var key = keys.Data[0];
        return [(byte)key.Id.Length, .. Encoding.ASCII.GetBytes(key.Id), .. Seal(key, plain, context)];
    }

    /// <summary>Reads what <see cref="EncryptBytes"/> wrote, under the same conditions as text.</summary>
    public byte[] DecryptBytes(byte[] cipher, string context)
    {
        var start = 1 + cipher[0];
        return Open(FindDataKey(Encoding.ASCII.GetString(cipher, 1, cipher[0])), cipher.AsSpan(start), context);
    }

    private SecretKey FindDataKey(string id) => keys.Data.FirstOrDefault(key => key.Id == id)
        ?? throw new CryptographicException($"No data key is called '{id}'.");

    private static byte[] Seal(SecretKey key, byte[] bytes, string context)
    {
        var sealedBytes = new byte[NonceSize + bytes.Length + TagSize];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Bytes, TagSize);
        aes.Encrypt(
            nonce,
            bytes,
            sealedBytes.AsSpan(NonceSize, bytes.Length),
            sealedBytes.AsSpan(NonceSize + bytes.Length),
            Encoding.UTF8.GetBytes(context));
        return sealedBytes;
    }

    private static byte[] Open(SecretKey key, ReadOnlySpan<byte> sealedBytes, string context)
    {
        var bytes = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key.Bytes, TagSize);
        aes.Decrypt(
            sealedBytes[..NonceSize],
            sealedBytes.Slice(NonceSize, bytes.Length),
            sealedBytes[(NonceSize + bytes.Length)..],
            bytes,
            Encoding.UTF8.GetBytes(context));
        return bytes;
    }

    private static byte[] Hash(SecretKey key, string text) =>
        HMACSHA256.HashData(key.Bytes, Encoding.UTF8.GetBytes(text));
}
