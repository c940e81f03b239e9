using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>
/// Builds a mail block by block, as HTML and as plain text at once, so that the two never tell different stories.
/// Everything that comes from people is encoded here and nowhere else. The HTML is what mail readers of every age
/// show alike: tables, inline styles, no pictures and nothing loaded from elsewhere.
/// </summary>
internal sealed class MailBody(MailBrand brand, DeliveryText text, string platformName)
{
    private const string Sans = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
    private const string Mono = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder html = new();
    private readonly StringBuilder plain = new();
    private readonly BrandColor onBrand = brand.Color.TextColor;
    private readonly BrandColor fill = brand.Color.AsBackgroundFor(brand.Color.TextColor);
    private readonly BrandColor accent = brand.Color.ReadableOn(BrandColor.White);

    private string Start => text.IsRightToLeft ? "right" : "left";

    private string End => text.IsRightToLeft ? "left" : "right";

    public MailBody Paragraph(string words)
    {
        Row("0 0 16px", $"<p class=\"ink\" style=\"margin:0;font-size:16px;line-height:1.6;color:#2B2735\">{Lines(words)}</p>");
        return Plain(words);
    }

    /// <summary>A message from one person to another, or from the merchant; set apart as theirs.</summary>
    public MailBody Quote(string words, string? author)
    {
        var name = author is null ? "" : $"<div class=\"quiet\" dir=\"auto\" style=\"padding-top:10px;font-size:14px;color:#5A5568\">— {E(author)}</div>";
        Row(
            "4px 0 20px",
            $"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td class=\"soft\" style=\"padding:18px 22px;"
            + $"border-{Start}:4px solid {accent.ToHex()};border-radius:8px;background:{accent.Mix(BrandColor.White, 0.93).ToHex()}\">"
            + $"<div class=\"ink\" dir=\"auto\" style=\"font-size:18px;line-height:1.55;color:#17141F\">{Lines(words)}</div>{name}</td></tr></table>");
        return Plain($"    {words.ReplaceLineEndings("\n    ")}{(author is null ? "" : $"\n    — {author}")}");
    }

    /// <summary>The card itself, as a picture made of nothing but a coloured table.</summary>
    public MailBody Card(string title, string amount, string? code, string validity)
    {
        var shade = fill.Mix(onBrand == BrandColor.White ? BrandColor.Ink : BrandColor.White, 0.32).ToHex();
        var codeRow = code is null
            ? ""
            : $"<tr><td align=\"{Start}\" style=\"padding:0 26px 4px\"><span style=\"font-size:13px;color:{onBrand.ToHex()}\">{E(text["Label.Code"])}</span></td></tr>"
              + $"<tr><td align=\"{Start}\" style=\"padding:0 26px\"><span dir=\"ltr\" style=\"font-family:{Mono};font-size:20px;font-weight:700;letter-spacing:1px;color:{onBrand.ToHex()}\">{E(code)}</span></td></tr>";
        Row(
            "4px 0 22px",
            $"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" bgcolor=\"{fill.ToHex()}\" style=\"border-radius:18px;background-color:{fill.ToHex()};background-image:linear-gradient(135deg,{fill.ToHex()},{shade})\">"
            + $"<tr><td style=\"padding:24px 26px 34px\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr>"
            + $"<td align=\"{Start}\" dir=\"auto\" style=\"font-size:18px;font-weight:700;color:{onBrand.ToHex()}\">{E(brand.Name)}</td>"
            + $"<td align=\"{End}\" style=\"font-size:13px;color:{onBrand.ToHex()}\">{E(title)}</td></tr></table></td></tr>"
            + $"<tr><td align=\"{Start}\" style=\"padding:0 26px 18px\"><span dir=\"ltr\" style=\"font-size:38px;line-height:1.1;font-weight:800;color:{onBrand.ToHex()}\">{E(amount)}</span></td></tr>"
            + codeRow
            + $"<tr><td align=\"{Start}\" style=\"padding:12px 26px 24px;font-size:14px;color:{onBrand.ToHex()}\">{E(validity)}</td></tr></table>");
        return Plain($"{brand.Name} · {title}\n{amount}\n{(code is null ? "" : $"{text["Label.Code"]}: {code}\n")}{validity}");
    }

    public MailBody Facts(IEnumerable<MailFact> facts)
    {
        var rows = new StringBuilder();
        var lines = new StringBuilder();
        foreach (var fact in facts.Where(fact => !string.IsNullOrEmpty(fact.Value)))
        {
            var direction = fact.IsLatin ? "ltr" : "auto";
            rows.Append(
                $"<tr><td class=\"quiet line\" align=\"{Start}\" valign=\"top\" style=\"padding:9px 0;border-bottom:1px solid #E7E4EE;font-size:14px;color:#5A5568\">{E(fact.Label)}</td>"
                + $"<td class=\"ink line\" align=\"{End}\" valign=\"top\" style=\"padding:9px 0;padding-{Start}:16px;border-bottom:1px solid #E7E4EE;font-size:15px;font-weight:600;color:#17141F\"><span dir=\"{direction}\">{Lines(fact.Value!)}</span></td></tr>");
            lines.Append(text.Culture, $"{fact.Label}: {fact.Value}\n");
        }

        Row("0 0 20px", $"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\">{rows}</table>");
        return Plain(lines.ToString().TrimEnd());
    }

    public MailBody Button(string label, string url)
    {
        Row(
            "4px 0 26px",
            $"<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" align=\"center\"><tr><td align=\"center\" bgcolor=\"{fill.ToHex()}\" style=\"border-radius:999px;background:{fill.ToHex()}\">"
            + $"<a href=\"{E(url)}\" style=\"display:inline-block;padding:15px 34px;font-size:16px;font-weight:700;color:{onBrand.ToHex()};text-decoration:none;border-radius:999px\">{E(label)}</a></td></tr></table>");
        return Plain($"{label}: {url}");
    }

    public MailBody Steps(string title, IEnumerable<string> steps)
    {
        var rows = new StringBuilder();
        var lines = new StringBuilder(title);
        foreach (var (step, number) in steps.Select((step, index) => (step, (index + 1).ToString(text.Culture))))
        {
            rows.Append(
                $"<tr><td valign=\"top\" width=\"40\" style=\"padding:6px 0\"><div style=\"width:26px;height:26px;line-height:26px;border-radius:13px;text-align:center;font-size:13px;font-weight:700;background:{fill.ToHex()};color:{onBrand.ToHex()}\">{number}</div></td>"
                + $"<td class=\"ink\" align=\"{Start}\" valign=\"top\" style=\"padding:7px 0;font-size:15px;line-height:1.55;color:#2B2735\">{E(step)}</td></tr>");
            lines.Append(text.Culture, $"\n{number}. {step}");
        }

        Title(title);
        Row("0 0 20px", $"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\">{rows}</table>");
        return Plain(lines.ToString());
    }

    public MailBody Section(string title)
    {
        Title(title);
        return Plain(title);
    }

    public MailBody Note(string words)
    {
        Row("0 0 14px", $"<p class=\"quiet\" dir=\"auto\" style=\"margin:0;font-size:13px;line-height:1.55;color:#5A5568\">{Lines(words)}</p>");
        return Plain(words);
    }

    /// <summary>Puts head and foot around the blocks.</summary>
    /// <param name="heading">The first line that is read.</param>
    /// <param name="preview">What a list of mails shows behind the subject.</param>
    public (string Html, string Text) Build(string heading, string preview)
    {
        var signature = text["Signature", brand.Name];
        var contact = Contact();
        var foot = text["Foot", platformName];
        var page = MailPage.Wrap(new MailPageParts(
            text.Culture.TwoLetterISOLanguageName,
            text.IsRightToLeft,
            Sans,
            fill.ToHex(),
            onBrand.ToHex(),
            E(brand.Name),
            E(heading),
            E(preview),
            html.ToString(),
            E(signature),
            Lines(contact),
            E(foot)));
        var letter = $"{heading}\n\n{plain}{signature}\n{contact}\n\n{foot}\n".ReplaceLineEndings("\n");
        return (page, letter);
    }

    private static string E(string words) => Encoder.Encode(words);

    private static string Lines(string words) => string.Join("<br>", words.ReplaceLineEndings("\n").Split('\n').Select(E));

    private string Contact()
    {
        var ways = string.Join(" · ", new[] { brand.Email, brand.Phone }.Where(way => way.Length > 0));
        return string.Join('\n', new[] { ways.Length > 0 ? text["Support", ways] : "", brand.Address }.Where(line => line.Length > 0));
    }

    private void Title(string title) =>
        Row("6px 0 8px", $"<h2 class=\"ink\" style=\"margin:0;font-size:17px;line-height:1.4;color:#17141F\">{E(title)}</h2>");

    private void Row(string padding, string content) =>
        html.Append($"<tr><td align=\"{Start}\" style=\"padding:{padding}\">{content}</td></tr>\n");

    private MailBody Plain(string words)
    {
        plain.Append(words).Append("\n\n");
        return this;
    }
}

/// <summary>A line of a mail's table.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Value">What it says; the line is left out when there is nothing to say.</param>
/// <param name="IsLatin">Whether it reads from left to right in every language: codes, amounts, addresses.</param>
internal sealed record MailFact(string Label, string? Value, bool IsLatin = false);
