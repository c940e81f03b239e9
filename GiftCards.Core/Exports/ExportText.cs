using System.Globalization;
using System.Resources;
using GiftCards.Core.Delivery;

namespace GiftCards.Core.Exports;

/// <summary>Titles and headings of files and reports, in one of the languages we have.</summary>
internal sealed class ExportText(CultureInfo culture)
{
    private static readonly ResourceManager Texts =
        new("GiftCards.Core.Exports.ExportText", typeof(ExportText).Assembly);

    private readonly DeliveryText text = new(Texts, DeliveryText.CultureOf(culture.Name));

    public CultureInfo Culture => text.Culture;

    public string this[string key] => text[key];

    public string this[string key, params object[] values] => text[key, values];

    /// <summary>A word for a value, such as <c>CardStatus.active</c>; the value itself where there is none.</summary>
    public string Word(string key, string otherwise) => Texts.GetString(key, text.Culture) ?? otherwise;

    /// <summary>A column with its heading; the name is the key of its text.</summary>
    public ExportColumn Column(string name, ColumnKind kind) => new(name, text[name], kind);

    /// <summary>A calendar day for people.</summary>
    public string Day(DateOnly day) => day.ToString("d MMM yyyy", Culture);
}
