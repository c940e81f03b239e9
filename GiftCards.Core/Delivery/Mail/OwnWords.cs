using System.Text.RegularExpressions;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>There is no place of that name in such a mail.</summary>
public sealed record UnknownPlaceholder(string Name, string Known)
    : DomainError("unknown_placeholder", ErrorKind.Invalid)
{
    public override IReadOnlyList<object> Arguments => [Name, Known];
}

/// <summary>
/// A merchant's own words in a mail. Places stand in braces; what is put in is text like any other and is encoded where
/// the mail is built, so no wording and no name can become markup.
/// </summary>
/// <param name="Subject">Empty for the words that come with the product; the same holds for the others.</param>
/// <param name="Heading">The first line that is read.</param>
/// <param name="Intro">The first paragraph.</param>
public sealed partial record OwnWords(string Subject, string Heading, string Intro)
{
    public const int MaxSubject = 150;
    public const int MaxHeading = 100;
    public const int MaxIntro = 1_000;

    /// <summary>The places of each mail.</summary>
    public static IReadOnlyList<string> PlacesOf(WordedMail mail) => mail switch
    {
        WordedMail.Gift => ["recipient", "sender", "merchant", "amount", "last_day"],
        WordedMail.Use => ["holder", "merchant", "used", "remaining"],
        WordedMail.Expiry => ["holder", "merchant", "balance", "last_day"],
        _ => throw new InvalidOperationException($"No merchant words the mail {mail}."),
    };

    /// <summary>Null when the words may be kept: not too long, and every place one of the mail's.</summary>
    public DomainError? Refuse(WordedMail mail) =>
        TextRules.RefuseLine(Subject, "subject", MaxSubject)
        ?? TextRules.RefuseLine(Heading, "heading", MaxHeading)
        ?? TextRules.RefuseMessage(Intro, "intro", MaxIntro)
        ?? (DomainError?)(RefusePlaces(mail, Subject) ?? RefusePlaces(mail, Heading) ?? RefusePlaces(mail, Intro));

    /// <summary>The words with their places filled; a place without a value becomes empty.</summary>
    internal OwnWords Fill(IReadOnlyDictionary<string, string?> values)
    {
        return new OwnWords(Put(Subject), Put(Heading), Put(Intro));

        string Put(string words) => Place()
            .Replace(words, match => values.GetValueOrDefault(match.Groups[1].Value) ?? "")
            .Trim();
    }

    private static UnknownPlaceholder? RefusePlaces(WordedMail mail, string words)
    {
        var known = PlacesOf(mail);
        var rest = Place().Replace(words, match => known.Contains(match.Groups[1].Value) ? "" : match.Value);
        var at = rest.IndexOfAny(['{', '}']);
        if (at < 0)
        {
            return null;
        }

        var name = Place().Match(rest) is { Success: true } unknown ? unknown.Groups[1].Value : rest[at].ToString();
        return new UnknownPlaceholder(name, string.Join(", ", known.Select(place => $"{{{place}}}")));
    }

    [GeneratedRegex(@"\{\s*([^{}]{0,40}?)\s*\}", RegexOptions.None, 1_000)]
    private static partial Regex Place();
}
