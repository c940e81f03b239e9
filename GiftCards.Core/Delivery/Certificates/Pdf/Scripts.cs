using System.Globalization;
using System.Text;

namespace GiftCards.Core.Delivery.Certificates.Pdf;

/// <summary>Tells which characters cannot be set one after the other from left to right.</summary>
internal static class Scripts
{
    private static readonly (int First, int Last)[] Shaped =
    [
        (0x0590, 0x109F), // Hebrew, Arabic, Syriac, the Indic scripts, Thai, Lao, Tibetan, Myanmar
        (0x1100, 0x11FF), // Hangul letters, which stack into syllables
        (0x1700, 0x18AF), // Philippine scripts, Khmer, Mongolian
        (0x1900, 0x1AFF), (0x1B00, 0x1C7F), // scripts of South-East Asia
        (0x1F1E6, 0x1F1FF), // letters that join into flags
        (0xA800, 0xABFF), // further Indic scripts
        (0xFB1D, 0xFDFF), (0xFE70, 0xFEFE), // presentation forms of Hebrew and Arabic
        (0x10800, 0x10FFF), (0x11000, 0x11FFF), (0x1E800, 0x1EFFF), // further scripts of both kinds
    ];

    public static bool NeedShaping(Rune rune) =>
        Array.Exists(Shaped, range => rune.Value >= range.First && rune.Value <= range.Last)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark
            or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format
            or UnicodeCategory.Control
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned;
}
