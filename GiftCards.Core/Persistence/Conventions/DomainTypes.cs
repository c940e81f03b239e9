using System.Text.Json;
using GiftCards.Core.Commissions;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Merchants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GiftCards.Core.Persistence.Conventions;

/// <summary>
/// How the domain's own types are stored: ids as UUIDs, enums as snake_case text, currencies as their code.
/// </summary>
internal static class DomainTypes
{
    public static void Configure(ModelConfigurationBuilder configuration)
    {
        foreach (var type in typeof(DomainTypes).Assembly.GetTypes())
        {
            if (type.IsEnum && type.IsPublic)
            {
                configuration.Properties(type).HaveConversion(typeof(EnumConverter<>).MakeGenericType(type));
            }
            else if (type.IsValueType && type.GetInterfaces().Any(IsTypedId))
            {
                configuration.Properties(type).HaveConversion(typeof(IdConverter<>).MakeGenericType(type));
            }
        }

        configuration.Properties<Currency>().HaveConversion<CurrencyConverter>();
        configuration.Properties<SaleReference>().HaveConversion<JsonConverter<SaleReference>>();
        configuration.Properties<CommissionTerms>().HaveConversion<JsonConverter<CommissionTerms>>();
        configuration.Properties<IReadOnlyList<long>>()
            .HaveConversion<JsonConverter<IReadOnlyList<long>>, ListComparer<long>>();
        configuration.Properties<IReadOnlyList<string>>()
            .HaveConversion<JsonConverter<IReadOnlyList<string>>, ListComparer<string>>();
        configuration.Properties<IReadOnlyList<OpenHours>>()
            .HaveConversion<JsonConverter<IReadOnlyList<OpenHours>>, ListComparer<OpenHours>>();
        configuration.Properties<IReadOnlyList<HoursException>>()
            .HaveConversion<JsonConverter<IReadOnlyList<HoursException>>, ListComparer<HoursException>>();
    }

    private static bool IsTypedId(Type contract) =>
        contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITypedId<>);

    private sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => FromGuid<TId>(value))
        where TId : struct, ITypedId<TId>;

    private sealed class EnumConverter<TEnum>()
        : ValueConverter<TEnum, string>(value => ((Enum)value).ToText(), text => EnumText.Parse<TEnum>(text))
        where TEnum : struct, Enum;

    private sealed class CurrencyConverter() : ValueConverter<Currency, string>(value =>
        value.Code, text => Currency.Of(text));

    private sealed class JsonConverter<T>() : ValueConverter<T, string>(
        value => JsonSerializer.Serialize(value, JsonColumns.Options),
        text => JsonSerializer.Deserialize<T>(text, JsonColumns.Options)!)
        where T : class;

    private sealed class ListComparer<T>() : ValueComparer<IReadOnlyList<T>>(
        (left, right) => left!.SequenceEqual(right!),
        list => list.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)),
        list => list.ToList());

    // A static abstract member cannot be called inside an expression tree.
    private static TId FromGuid<TId>(Guid value)
        where TId : struct, ITypedId<TId> => TId.From(value);
}

/// <summary>How values are written into JSON columns.</summary>
internal static class JsonColumns
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
