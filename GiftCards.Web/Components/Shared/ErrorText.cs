using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Web.Resources;
using Microsoft.Extensions.Localization;

namespace GiftCards.Web.Components.Shared;

/// <summary>Turns refusals into the words of the person's language.</summary>
public sealed class ErrorText(IStringLocalizer<ErrorsText> texts)
{
    /// <summary>What went wrong and what to do. Looked up by the error's text key, then by its code.</summary>
    public string Of(DomainError error)
    {
        object[] arguments = [.. error.Arguments.Select(Readable)];
        var own = texts[error.TextKey, arguments];
        return own.ResourceNotFound ? texts[error.Code, arguments] : own;
    }

    private static object Readable(object argument) => argument switch
    {
        Money money => SentenceText.Of(money),
        DateTimeOffset instant => instant.ToString("D", CultureInfo.CurrentCulture),
        DateOnly day => day.ToString("D", CultureInfo.CurrentCulture),
        _ => argument,
    };
}
