using GiftCards.Core.Merchants;

namespace GiftCards.Core.Delivery.Mail;

/// <summary>What goes into the frame of a mail; all of it already encoded.</summary>
internal sealed record MailPageParts(
    string Language,
    bool IsRightToLeft,
    string FontFamily,
    MailHead Head,
    string Name,
    string Heading,
    string Preview,
    string Rows,
    string Signature,
    string Contact,
    string Foot);

/// <summary>The head of a mail: its background, the colour of the name in it, and what is below.</summary>
internal sealed record MailHead(string Class, string Style)
{
    /// <summary>A band in the merchant's colour, or a line of it under the name.</summary>
    public static MailHead Of(MailLook look, string fill, string onFill) => look is MailLook.Line
        ? new MailHead("inner ink", $"padding:22px 36px 18px;border-bottom:4px solid {fill};color:#17141F")
        : new MailHead("inner", $"padding:20px 36px;background-color:{fill};background:{fill};color:{onFill}");
}

/// <summary>
/// The frame around every mail: 600 pixels wide, one column, narrow screens welcome. Readers that know dark mode get
/// colours for it; those that invert by themselves find nothing that would become unreadable.
/// </summary>
internal static class MailPage
{
    public static string Wrap(MailPageParts parts)
    {
        var (direction, start) = parts.IsRightToLeft ? ("rtl", "right") : ("ltr", "left");
        return $$"""
            <!DOCTYPE html>
            <html lang="{{parts.Language}}" dir="{{direction}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="supported-color-schemes" content="light dark">
            <title>{{parts.Heading}}</title>
            <style>
            :root { color-scheme: light dark; supported-color-schemes: light dark; }
            @media (max-width: 620px) { .inner { padding-left: 22px !important; padding-right: 22px !important; } }
            @media (prefers-color-scheme: dark) {
              .page { background: #15121C !important; }
              .sheet { background: #211D2B !important; }
              .ink { color: #F3F0FA !important; }
              .quiet { color: #B9B2C9 !important; }
              .soft { background: #2C2738 !important; }
              .line { border-color: #3A3448 !important; }
            }
            </style>
            </head>
            <body class="page" style="margin:0;padding:0;background:#F3F1F8;font-family:{{parts.FontFamily}}">
            <div style="display:none;max-height:0;overflow:hidden;opacity:0">{{parts.Preview}}</div>
            <table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" bgcolor="#F3F1F8"
            style="background:#F3F1F8" dir="{{direction}}">
            <tr><td align="center" style="padding:28px 12px">
            <table role="presentation" class="sheet" width="600" cellpadding="0" cellspacing="0" bgcolor="#FFFFFF"
            style="width:100%;max-width:600px;background:#FFFFFF;border-radius:20px;overflow:hidden">
            <tr><td class="{{parts.Head.Class}}" align="{{start}}" style="{{parts.Head.Style}};
            font-size:16px;font-weight:700"><span
            dir="auto">{{parts.Name}}</span></td></tr>
            <tr><td class="inner" style="padding:32px 36px 12px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0">
            <tr><td align="{{start}}" style="padding:0 0 18px"><h1 class="ink" style="margin:0;font-size:27px;
            line-height:1.25;font-weight:800;color:#17141F">{{parts.Heading}}</h1></td></tr>
            {{parts.Rows}}
            </table>
            </td></tr>
            <tr><td class="inner line" align="{{start}}" style="padding:18px 36px 30px;border-top:1px solid #E7E4EE">
            <p class="ink" style="margin:0 0 6px;font-size:15px;font-weight:600;color:#17141F">{{parts.Signature}}</p>
            <p class="quiet" style="margin:0;font-size:13px;line-height:1.6;color:#5A5568">{{parts.Contact}}</p>
            </td></tr>
            </table>
            <p class="quiet" style="margin:18px 0 0;font-size:12px;line-height:1.5;color:#5A5568">{{parts.Foot}}</p>
            </td></tr>
            </table>
            </body>
            </html>
            """;
    }
}
