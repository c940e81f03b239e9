using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Exports;

namespace GiftCards.Web.Components.Shared.Exports;

/// <summary>Files in the reader's language.</summary>
internal static class ExportWords
{
    /// <summary>What a file holds, and as what: its name once it is there.</summary>
    public static string TitleOf(ListExport export) => export.FileName
        ?? $"{ExportFiles.TitleOf(export.List, CultureInfo.CurrentUICulture)} ({export.Format.ToText()})";
}
