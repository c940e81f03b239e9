using System.Text.Json;
using GiftCards.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace GiftCards.Web.Components.Storefront;

/// <summary>Facts about the page in Schema.org's words, for search engines.</summary>
public sealed class StructuredData : ComponentBase
{
    /// <summary>Property names and values; what is null or empty is left out, in lists too.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyDictionary<string, object?> Facts { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "script");
        builder.AddAttribute(1, "type", "application/ld+json");
        builder.AddAttribute(2, "nonce", CspNonce.Of(Context));

        // The serializer's encoder writes <, > and & as escapes, so no text of a merchant can end the script.
        builder.AddMarkupContent(3, JsonSerializer.Serialize(Known(Facts)));
        builder.CloseElement();
    }

    private static Dictionary<string, object?> Known(IReadOnlyDictionary<string, object?> facts) => facts
        .Select(fact => KeyValuePair.Create(fact.Key, Known(fact.Value)))
        .Where(fact => fact.Value is not null)
        .ToDictionary(StringComparer.Ordinal);

    private static object? Known(object? value) => value switch
    {
        string text => string.IsNullOrWhiteSpace(text) ? null : text,
        IReadOnlyDictionary<string, object?> inner => Known(inner),
        IEnumerable<object?> many => many.Select(Known).OfType<object>().ToList() is { Count: > 0 } some ? some : null,
        _ => value,
    };
}
