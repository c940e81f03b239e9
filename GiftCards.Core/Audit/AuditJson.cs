using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GiftCards.Core.Common;

namespace GiftCards.Core.Audit;

/// <summary>How before and after are written down: small, and only what differs.</summary>
internal static class AuditJson
{
    /// <summary>Longer texts are cut: what matters is that they changed, and how they began.</summary>
    private const int MaxText = 120;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new FlagsConverter<Permissions>(),
            new FlagsConverter<AdminPermissions>(),
            new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
            new IdsConverter(),
            new MoneyConverter(),
        },
    };

    /// <summary>Both as JSON objects; a member that is the same in both is in neither.</summary>
    public static (string? Before, string? After) Differing(object? before, object? after)
    {
        var (earlier, later) = (Members(before), Members(after));
        foreach (var name in earlier.Select(member => member.Key).ToList())
        {
            if (later.TryGetPropertyValue(name, out var value) && JsonNode.DeepEquals(value, earlier[name]))
            {
                earlier.Remove(name);
                later.Remove(name);
            }
        }

        return (Text(earlier, later), Text(later, earlier));
    }

    private static JsonObject Members(object? value) =>
        value is null ? [] : JsonSerializer.SerializeToNode(value, Options)!.AsObject();

    // Cut only after comparing, so that a change far behind is still a change.
    private static string? Text(JsonObject members, JsonObject others)
    {
        foreach (var (name, value) in members.ToList())
        {
            if (value is null && !others.ContainsKey(name))
            {
                members.Remove(name);
            }
            else if (value is JsonValue text && text.TryGetValue(out string? full) && full.Length > MaxText)
            {
                members[name] = $"{TextRules.Cut(full, MaxText)}… ({full.Length})";
            }
        }

        return members.Count == 0 ? null : members.ToJsonString(Options);
    }

    private sealed class IdsConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsValueType
            && typeToConvert.GetInterfaces().Any(contract =>
                contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITypedId<>));

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class IdConverter<TId> : JsonConverter<TId>
        where TId : struct, ITypedId<TId>
    {
        public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(PublicId.Format(value));
    }

    // One by one, so that what was added or taken away can be seen.
    private sealed class FlagsConverter<TEnum> : JsonConverter<TEnum>
        where TEnum : struct, Enum
    {
        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var flag in Enum.GetValues<TEnum>())
            {
                if (BitOperations.IsPow2(Convert.ToInt64(flag, CultureInfo.InvariantCulture)) && value.HasFlag(flag))
                {
                    writer.WriteStringValue(flag.ToText());
                }
            }

            writer.WriteEndArray();
        }
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteNumber("amount", value.Minor);
            writer.WriteString("currency", value.Currency.Code);
            writer.WriteEndObject();
        }
    }
}
