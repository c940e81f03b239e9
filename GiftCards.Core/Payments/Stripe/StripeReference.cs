using System.Text.Json;
using System.Text.Json.Serialization;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>A reference to another object; Stripe writes its id, or where asked to the object itself.</summary>
/// <param name="Id">The other object's id.</param>
/// <param name="Value">The object, where it was asked for.</param>
[JsonConverter(typeof(StripeReferenceConverterFactory))]
internal sealed record StripeReference<T>(string Id, T? Value)
    where T : class, IStripeObject;

/// <summary>Something at Stripe with an id.</summary>
internal interface IStripeObject
{
    string Id { get; }
}

internal sealed class StripeReferenceConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(StripeReference<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<StripeReference<T>>
        where T : class, IStripeObject
    {
        public override StripeReference<T>? Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new StripeReference<T>(reader.GetString()!, null);
            }

            var value = JsonSerializer.Deserialize<T>(ref reader, options);
            return value is null ? null : new StripeReference<T>(value.Id, value);
        }

        public override void Write(Utf8JsonWriter writer, StripeReference<T> value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Id);
    }
}
