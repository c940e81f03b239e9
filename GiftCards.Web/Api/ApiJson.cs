using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace GiftCards.Web.Api;

/// <summary>
/// How JSON is read and written. Reading is strict: an unknown, duplicate or missing field, a number in quotes, a null
/// where none belongs, or nesting deeper than <see cref="MaxDepth"/> is refused, and nothing missing becomes zero.
/// </summary>
internal static class ApiJson
{
    public const int MaxDepth = 16;

    public static readonly JsonSerializerOptions Options = Configure(
        new JsonSerializerOptions(JsonSerializerOptions.Strict));

    /// <summary>
    /// Brings the options that the OpenAPI document is drawn from in line with <see cref="Options"/>.
    /// </summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        Configure(options);
    }

    private static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.MaxDepth = MaxDepth;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new LocalTimeConverter());
        options.Converters.Add(new CurrencyConverter());
        options.Converters.Add(new EnumTextConverter());
        return options;
    }
}
