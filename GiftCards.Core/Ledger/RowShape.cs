using System.Data.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GiftCards.Core.Ledger;

/// <summary>
/// How the rows of one entity are inserted and read: table, columns and conversions as the model says them, without the
/// change tracking that the money paths have no use for.
/// </summary>
internal sealed class RowShape
{
    private readonly Type entity;
    private readonly IProperty[] properties;
    private readonly Func<object?, object?>?[] conversions;
    private readonly Func<object?, object?>?[] readings;

    public RowShape(GiftCardsDbContext context, Type entity)
    {
        var type = context.Model.FindEntityType(entity)
            ?? throw new InvalidOperationException($"{entity.Name} is no entity of the model.");
        this.entity = entity;
        Table = type.GetTableName()!;
        var table = StoreObjectIdentifier.Table(Table, type.GetSchema());
        properties = [.. type.GetProperties().Where(property => property.GetColumnName(table) is not null)];
        Columns = [.. properties.Select(property => property.GetColumnName(table)!)];
        ColumnTypes = [.. properties.Select(property => property.GetRelationalTypeMapping().StoreType)];
        ValueTypes = [.. properties.Select(ProviderType)];
        readings =
            [.. properties.Select(property => property.GetRelationalTypeMapping().Converter?.ConvertFromProvider)];
        conversions =
            [.. properties.Select(property => property.GetRelationalTypeMapping().Converter?.ConvertToProvider)];
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The database's own type of each column.</summary>
    public IReadOnlyList<string> ColumnTypes { get; }

    /// <summary>What the driver is given for each column, without its nullability.</summary>
    public IReadOnlyList<Type> ValueTypes { get; }

    /// <summary>The query for the rows of a condition, to be read by <see cref="RowOf"/>.</summary>
    public string Select(string condition) =>
        $"SELECT \"{string.Join("\", \"", Columns)}\" FROM \"{Table}\" WHERE {condition}";

    /// <summary>A column's value of a row, as the driver takes it.</summary>
    public object? ValueOf(object row, int column)
    {
        var value = properties[column].GetGetter().GetClrValue(row);
        return value is null || conversions[column] is not { } convert ? value : convert(value);
    }

    /// <summary>A row that was read, its columns in the order of <see cref="Columns"/>.</summary>
    public object RowOf(DbDataReader reader)
    {
        var row = Activator.CreateInstance(entity, nonPublic: true)!;
        for (var column = 0; column < properties.Length; column++)
        {
            if (!reader.IsDBNull(column))
            {
                var value = Read(reader, column);
                properties[column].PropertyInfo!.SetValue(
                    row, readings[column] is { } convert ? convert(value) : value);
            }
        }

        return row;
    }

    private object Read(DbDataReader reader, int column) => Type.GetTypeCode(ValueTypes[column]) switch
    {
        TypeCode.String => reader.GetString(column),
        TypeCode.Int64 => reader.GetInt64(column),
        TypeCode.Int32 => reader.GetInt32(column),
        TypeCode.Boolean => reader.GetBoolean(column),
        _ when ValueTypes[column] == typeof(Guid) => reader.GetGuid(column),
        _ when ValueTypes[column] == typeof(DateTimeOffset) => reader.GetFieldValue<DateTimeOffset>(column),
        _ => reader.GetValue(column),
    };

    private static Type ProviderType(IProperty property)
    {
        var type = property.GetRelationalTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }
}

/// <summary>The shapes that a writer has met so far.</summary>
internal sealed class RowShapes
{
    private readonly Dictionary<Type, RowShape> known = [];

    public RowShape Of(GiftCardsDbContext context, object row)
    {
        var type = row.GetType();
        if (!known.TryGetValue(type, out var shape))
        {
            known[type] = shape = new RowShape(context, type);
        }

        return shape;
    }
}
