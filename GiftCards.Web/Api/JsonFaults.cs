using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api;

/// <summary>Finds out which fields a refused JSON body has wrong, so that all of them can be named at once.</summary>
internal static class JsonFaults
{
    private const int MaxFaults = 20;

    public static IReadOnlyList<DomainError> Find(ReadOnlySpan<byte> bytes, Type type, JsonException? error)
    {
        var faults = new List<DomainError>();
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = ApiJson.MaxDepth });
        try
        {
            using var document = JsonDocument.ParseValue(ref reader);
            Compare(document.RootElement, ApiJson.Options.GetTypeInfo(type), "", faults);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return [new InvalidRequest(null, InvalidReason.Malformed)];
        }

        return faults.Count > 0 ? faults : [new InvalidRequest(FieldOf(error?.Path), InvalidReason.Malformed)];
    }

    /// <summary>
    /// Whether any list holds a null, which no list of ours may; the reader itself does not look for that.
    /// </summary>
    public static bool HasNullItem(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = ApiJson.MaxDepth });
        Span<bool> inArray = stackalloc bool[ApiJson.MaxDepth + 1];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    inArray[reader.CurrentDepth + 1] = reader.TokenType == JsonTokenType.StartArray;
                    break;
                case JsonTokenType.Null when inArray[reader.CurrentDepth]:
                    return true;
            }
        }

        return false;
    }

    private static void Compare(JsonElement element, JsonTypeInfo type, string path, List<DomainError> faults)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && element.ValueKind == JsonValueKind.Array
            && type.ElementType is { } item)
        {
            var index = 0;
            foreach (var child in element.EnumerateArray())
            {
                var field = $"{path}[{index++}]";
                if (child.ValueKind == JsonValueKind.Null)
                {
                    Add(faults, field, InvalidReason.Required);
                }
                else
                {
                    Compare(child, ApiJson.Options.GetTypeInfo(item), field, faults);
                }
            }
        }

        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(faults, path, InvalidReason.Malformed);
            return;
        }

        var properties = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var field = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!properties.TryGetValue(member.Name, out var property))
            {
                Add(faults, field, InvalidReason.NotAllowed);
            }
            else if (!seen.Add(member.Name))
            {
                Add(faults, field, InvalidReason.Malformed);
            }
            else
            {
                CompareValue(member.Value, property, field, faults);
            }
        }

        foreach (var missing in properties.Values.Where(
            property => property.IsRequired && !seen.Contains(property.Name)))
        {
            Add(faults, path.Length == 0 ? missing.Name : $"{path}.{missing.Name}", InvalidReason.Required);
        }
    }

    private static void CompareValue(
        JsonElement value, JsonPropertyInfo property, string field, List<DomainError> faults)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType);
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (type is null && (property.PropertyType.IsValueType || !property.IsSetNullable))
            {
                Add(faults, field, InvalidReason.Required);
            }

            return;
        }

        var info = ApiJson.Options.GetTypeInfo(type ?? property.PropertyType);
        if (info.Kind != JsonTypeInfoKind.None)
        {
            Compare(value, info, field, faults);
            return;
        }

        try
        {
            value.Deserialize(info);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            Add(faults, field, InvalidReason.Malformed);
        }
    }

    private static void Add(List<DomainError> faults, string field, string reason)
    {
        // A name from outside is repeated only as far as it could be one of ours.
        if (faults.Count < MaxFaults)
        {
            faults.Add(new InvalidRequest(field.Length is > 0 and <= 100 ? field : null, reason));
        }
    }

    private static string? FieldOf(string? path) => path is { Length: > 2 and <= 100 } ? path[2..] : null;
}
