using System.Security.Cryptography;

namespace GiftCards.Web.Security;

/// <summary>The random value that lets the few inline scripts of one answer run, and none but those.</summary>
internal static class CspNonce
{
    private static readonly object Key = new();

    public static string Of(HttpContext context)
    {
        if (context.Items[Key] is not string nonce)
        {
            nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            context.Items[Key] = nonce;
        }

        return nonce;
    }
}
