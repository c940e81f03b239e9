using System.Globalization;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Shared.Audit;

/// <summary>The audit trail in the reader's language; what has no words there is shown as it stands.</summary>
internal static class AuditWords
{
    /// <summary>Who did it: the person's name, or what it was instead of a person.</summary>
    public static string WhoOf(IStringLocalizer<AuditText> text, AuditLine line)
    {
        var (kind, name) = Split(line.Entry.ActorLabel, ':');
        return line.ActorName ?? kind switch
        {
            "system" => text["System", name],
            "key" => text["Program"],
            _ => text["Unknown"],
        };
    }

    /// <summary>As whom; null where they acted for nobody but themselves.</summary>
    public static string? AsOf(IStringLocalizer<AuditText> text, AuditEntry entry) => entry.ActingAs is { } acting
        ? Or(text[$"As.{Split(acting, '@').Kind}"], acting)
        : null;

    public static string ActionOf(IStringLocalizer<AuditText> text, string action) =>
        Or(text[$"Action.{action}"], action);

    public static string KindOf(IStringLocalizer<AuditText> text, string kind) => Or(text[$"Kind.{kind}"], kind);

    public static string MemberOf(IStringLocalizer<AuditText> text, string name) => Or(text[$"Field.{name}"], name);

    /// <summary>A value; a dash where there is none.</summary>
    public static string ValueOf(IStringLocalizer<AuditText> text, AuditValue? value) => value switch
    {
        null => "–",
        { Amount: { } amount } => MoneyText.Format(amount, CultureInfo.CurrentCulture),
        { IsTrue: { } isTrue } => text[isTrue ? "Yes" : "No"],
        { Parts: { } parts } => parts.Count == 0 ? "–" : string.Join(", ", parts.Select(part => ValueOf(text, part))),
        { Text: [_, _, _, _, '-', _, _, '-', _, _, 'T', ..] } => TimeOf(value.Text),
        _ => value.Text,
    };

    private static string TimeOf(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var at)
            ? $"{at.UtcDateTime.ToString("g", CultureInfo.CurrentCulture)} UTC"
            : text;

    private static (string Kind, string Name) Split(string label, char at) =>
        label.IndexOf(at, StringComparison.Ordinal) is > 0 and var place
            ? (label[..place], label[(place + 1)..])
            : (label, label);

    private static string Or(LocalizedString words, string otherwise) =>
        words.ResourceNotFound ? otherwise : words.Value;
}
