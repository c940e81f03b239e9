using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;

namespace GiftCards.Web.Components.Merchant.Mails;

/// <summary>The words of a mail as their form holds them.</summary>
public sealed class WordingInput
{
    public string? Subject { get; set; }

    public string? Heading { get; set; }

    public string? Intro { get; set; }

    public int Version { get; set; }

    /// <summary>What was typed, without what surrounds it.</summary>
    public OwnWords Words => new(Trim(Subject), Trim(Heading), Trim(Intro).ReplaceLineEndings("\n"));

    public static WordingInput Of(MailWording? wording) => new()
    {
        Subject = wording?.Subject,
        Heading = wording?.Heading,
        Intro = wording?.Intro,
        Version = wording?.Version ?? 0,
    };

    private static string Trim(string? text) => (text ?? "").Trim();
}
