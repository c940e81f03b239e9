using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>
/// Builds a mail block by block, as HTML and as plain text at once, so that the two never tell different stories.
/// Everything that comes from people is encoded here and nowhere else. The HTML is what mail readers of every age
/// show alike: tables, inline styles, and nothing loaded from elsewhere; a picture travels within the mail.
/// </summary>
internal sealed class MailBody(MailBrand brand, DeliveryText text, string platformName)
{
    private const string Sans = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
    private const string Mono = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder html = new();
    private readonly StringBuilder plain = new();
    private string? stopUrl;
    private readonly BrandColor onBrand = brand.Color.TextColor;
    private readonly BrandColor fill = brand.Color.AsBackgroundFor(brand.Color.TextColor);
    private readonly BrandColor accent = brand.Color.ReadableOn(BrandColor.White);

    private string Start => text.IsRightToLeft ? "right" : "left";

    private string End => text.IsRightToLeft ? "left" : "right";

    public MailBody Paragraph(string words)
    {
        Row("0 0 16px", $"""
            <p class="ink" dir="auto" style="margin:0;text-align:{Start};font-size:16px;line-height:1.6;
            color:#2B2735">{Lines(words)}</p>
            """);
        return Plain(words);
    }

    /// <summary>A message from one person to another, or from the merchant; set apart as theirs.</summary>
    public MailBody Quote(string words, string? author)
    {
        var name = author is null
            ? ""
            : $"""
                <div class="quiet" dir="auto" style="padding-top:10px;font-size:14px;color:#5A5568">— {E(author)}</div>
                """;
        var tint = accent.Mix(BrandColor.White, 0.93).ToHex();
        Row("4px 0 20px", Table($"""
            <tr><td class="soft" style="padding:18px 22px;background:{tint};
            border-{Start}:4px solid {accent.ToHex()};border-radius:8px">
            <div class="ink" dir="auto" style="font-size:18px;line-height:1.55;color:#17141F">{Lines(words)}</div>
            {name}</td></tr>
            """));
        return Plain($"    {words.ReplaceLineEndings("\n    ")}{(author is null ? "" : $"\n    — {author}")}");
    }

    /// <summary>
    /// The card itself, made of nothing but a coloured table; with a picture of its own, that stands on top of it.
    /// </summary>
    public MailBody Card(string title, string amount, string? code, string validity, MailFile? picture = null)
    {
        var head = picture?.ContentId is not { } named
            ? ""
            : $"""
                <tr><td style="padding:0;line-height:0"><img src="cid:{E(named)}" width="528"
                alt="{E(title)} · {E(brand.Name)}" style="display:block;width:100%;max-width:100%;height:auto;
                border:0;border-radius:18px 18px 0 0"></td></tr>
                """;
        var shade = fill.Mix(onBrand == BrandColor.White ? BrandColor.Ink : BrandColor.White, 0.32).ToHex();
        var ink = onBrand.ToHex();
        var codeRows = code is null
            ? ""
            : $"""
                <tr><td align="{Start}" style="padding:0 26px 4px;font-size:13px;
                color:{ink}">{E(text["Label.Code"])}</td></tr>
                <tr><td align="{Start}" style="padding:0 26px"><span dir="ltr" style="font-family:{Mono};font-size:20px;
                font-weight:700;letter-spacing:1px;color:{ink}">{E(code)}</span></td></tr>
                """;
        var top = Table($"""
            <tr><td align="{Start}" style="font-size:18px;font-weight:700;color:{ink}"><span
            dir="auto">{E(brand.Name)}</span></td>
            <td align="{End}" style="font-size:13px;color:{ink}">{E(title)}</td></tr>
            """);
        Row("4px 0 22px", $"""
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" bgcolor="{fill.ToHex()}"
            style="border-radius:18px;background-color:{fill.ToHex()};
            background-image:linear-gradient(135deg,{fill.ToHex()},{shade})">
            {head}
            <tr><td style="padding:24px 26px {(picture is null ? 34 : 18)}px">{top}</td></tr>
            <tr><td align="{Start}" style="padding:0 26px 18px"><span dir="ltr" style="font-size:38px;line-height:1.1;
            font-weight:800;color:{ink}">{E(amount)}</span></td></tr>
            {codeRows}
            <tr><td align="{Start}" style="padding:12px 26px 24px;font-size:14px;color:{ink}">{E(validity)}</td></tr>
            </table>
            """);
        var codeLine = code is null ? "" : $"{text["Label.Code"]}: {code}\n";
        return Plain($"{brand.Name} · {title}\n{amount}\n{codeLine}{validity}");
    }

    public MailBody Facts(IEnumerable<MailFact> facts)
    {
        var told = facts.Where(fact => !string.IsNullOrEmpty(fact.Value)).ToList();
        if (told.Count == 0)
        {
            return this;
        }

        Row("0 0 20px", Table(string.Concat(told.Select(fact => $"""
            <tr><td class="quiet line" align="{Start}" valign="top" style="padding:9px 0;
            border-bottom:1px solid #E7E4EE;font-size:14px;color:#5A5568">{E(fact.Label)}</td>
            <td class="ink line" align="{End}" valign="top" style="padding:9px 0;padding-{Start}:16px;
            border-bottom:1px solid #E7E4EE;font-size:15px;font-weight:600;color:#17141F"><span
            dir="{(fact.IsLatin ? "ltr" : "auto")}">{Lines(fact.Value!)}</span></td></tr>
            """))));
        return Plain(string.Join('\n', told.Select(fact => $"{fact.Label}: {fact.Value}")));
    }

    public MailBody Button(string label, string url)
    {
        Row("4px 0 26px", $"""
            <table role="presentation" cellpadding="0" cellspacing="0" align="center"><tr>
            <td align="center" bgcolor="{fill.ToHex()}" style="border-radius:999px;background:{fill.ToHex()}">
            <a href="{E(url)}" style="display:inline-block;padding:15px 34px;font-size:16px;font-weight:700;
            color:{onBrand.ToHex()};text-decoration:none;border-radius:999px">{E(label)}</a></td></tr></table>
            """);
        return Plain($"{label}: {url}");
    }

    public MailBody Steps(string title, IEnumerable<string> steps)
    {
        var numbered = steps.Select((step, index) => (Step: step, Number: (index + 1).ToString(text.Culture))).ToList();
        Title(title);
        Row("0 0 20px", Table(string.Concat(numbered.Select(line => $"""
            <tr><td valign="top" width="40" style="padding:6px 0"><div style="width:26px;height:26px;line-height:26px;
            border-radius:13px;text-align:center;font-size:13px;font-weight:700;
            background:{fill.ToHex()};color:{onBrand.ToHex()}">{line.Number}</div></td>
            <td class="ink" align="{Start}" valign="top" style="padding:7px 0;font-size:15px;line-height:1.55;
            color:#2B2735">{E(line.Step)}</td></tr>
            """))));
        return Plain($"{title}\n{string.Join('\n', numbered.Select(line => $"{line.Number}. {line.Step}"))}");
    }

    public MailBody Note(string words)
    {
        Row("0 0 14px", $"""
            <p class="quiet" dir="auto" style="margin:0;font-size:13px;line-height:1.55;
            color:#5A5568">{Lines(words)}</p>
            """);
        return Plain(words);
    }

    /// <summary>Says at the foot how mails of this kind are stopped; nothing for null.</summary>
    public MailBody Stop(string? url)
    {
        stopUrl = url;
        return this;
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
            MailHead.Of(brand.Look, fill.ToHex(), onBrand.ToHex()),
            E(brand.Name),
            E(heading),
            E(preview),
            html.ToString(),
            E(signature),
            Lines(contact),
            E(foot) + StopLink()));
        var stop = stopUrl is null ? "" : $"{text["Stop"]}: {stopUrl}\n";
        var letter = $"{heading}\n\n{plain}{signature}\n{contact}\n\n{foot}\n{stop}".ReplaceLineEndings("\n");
        return (page, letter);
    }

    private static string E(string words) => Encoder.Encode(words);

    private static string Lines(string words) =>
        string.Join("<br>", words.ReplaceLineEndings("\n").Split('\n').Select(E));

    private string StopLink() => stopUrl is null
        ? ""
        : $"""<br><a href="{E(stopUrl)}" class="quiet" style="color:#5A5568">{E(text["Stop"])}</a>""";

    private string Contact()
    {
        var ways = string.Join(" · ", new[] { brand.Email, brand.Phone }.Where(way => way.Length > 0));
        var support = ways.Length > 0 ? text["Support", ways] : "";
        return string.Join('\n', new[] { support, brand.Address }.Where(line => line.Length > 0));
    }

    private void Title(string title) =>
        Row("6px 0 8px", $"""
            <h2 class="ink" style="margin:0;font-size:17px;line-height:1.4;color:#17141F">{E(title)}</h2>
            """);

    private static string Table(string rows) =>
        $"""<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{rows}</table>""";

    private void Row(string padding, string content) =>
        html.Append("<tr><td align=\"").Append(Start).Append("\" style=\"padding:").Append(padding).Append("\">")
            .Append(content).Append("</td></tr>\n");

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
