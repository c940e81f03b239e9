using System.Text.Json;
using GiftCards.Core.Common;

namespace GiftCards.Core.Audit;

/// <summary>One member of what changed.</summary>
/// <param name="Name">The member, in camel case.</param>
/// <param name="Before">As it was; null where it was not.</param>
/// <param name="After">As it is; null where it is no more.</param>
public sealed record AuditChange(string Name, AuditValue? Before, AuditValue? After)
{
    internal static IReadOnlyList<AuditChange> Of(string? before, string? after)
    {
        var (earlier, later) = (Members(before), Members(after));
        return
        [
            .. earlier.Keys.Union(later.Keys, StringComparer.Ordinal).Select(name => new AuditChange(
                name, earlier.GetValueOrDefault(name), later.GetValueOrDefault(name))),
        ];
    }

    private static Dictionary<string, AuditValue> Members(string? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject()
            .Where(member => member.Value.ValueKind is not JsonValueKind.Null)
            .ToDictionary(member => member.Name, member => AuditValue.Of(member.Value), StringComparer.Ordinal);
    }
}

/// <summary>A value as the trail keeps it: an amount, several, yes or no, or a text.</summary>
/// <param name="Text">As it stands there, where it is none of the others.</param>
public sealed record AuditValue(string Text)
{
    public Money? Amount { get; init; }

    public bool? IsTrue { get; init; }

    /// <summary>Its parts, where it is a list.</summary>
    public IReadOnlyList<AuditValue>? Parts { get; init; }

    internal static AuditValue Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => new AuditValue("") { IsTrue = element.GetBoolean() },
        JsonValueKind.Array => new AuditValue("") { Parts = [.. element.EnumerateArray().Select(Of)] },
        JsonValueKind.String => new AuditValue(element.GetString()!),
        JsonValueKind.Object when AmountOf(element) is { } amount => new AuditValue("") { Amount = amount },
        _ => new AuditValue(element.GetRawText()),
    };

    private static Money? AmountOf(JsonElement element) =>
        element.TryGetProperty("amount", out var amount) && amount.TryGetInt64(out var minor)
        && element.TryGetProperty("currency", out var code) && Currency.TryParse(code.GetString(), out var currency)
            ? new Money(minor, currency)
            : null;
}
