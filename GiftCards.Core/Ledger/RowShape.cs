using System.Data.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GiftCards.Core.Ledger;

/// <summary>
/// How the rows of one entity are inserted: table, columns and conversions as the model says them, without the change
/// tracking that a group of hundreds of rows has no use for.
/// </summary>
internal sealed class RowShape
{
    private readonly IProperty[] properties;
    private readonly Func<object?, object?>?[] conversions;

    public RowShape(GiftCardsDbContext context, Type entity)
    {
        var type = context.Model.FindEntityType(entity)
            ?? throw new InvalidOperationException($"{entity.Name} is no entity of the model.");
        Table = type.GetTableName()!;
        var table = StoreObjectIdentifier.Table(Table, type.GetSchema());
        properties = [.. type.GetProperties().Where(property => property.GetColumnName(table) is not null)];
        Columns = [.. properties.Select(property => property.GetColumnName(table)!)];
        ColumnTypes = [.. properties.Select(property => property.GetRelationalTypeMapping().StoreType)];
        ValueTypes = [.. properties.Select(ProviderType)];
        conversions =
            [.. properties.Select(property => property.GetRelationalTypeMapping().Converter?.ConvertToProvider)];
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The database's own type of each column.</summary>
    public IReadOnlyList<string> ColumnTypes { get; }

    /// <summary>What the driver is given for each column, without its nullability.</summary>
    public IReadOnlyList<Type> ValueTypes { get; }

    /// <summary>A column's value of a row, as the driver takes it.</summary>
    public object? ValueOf(object row, int column)
    {
        var value = properties[column].GetGetter().GetClrValue(row);
        return value is null || conversions[column] is not { } convert ? value : convert(value);
    }

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
