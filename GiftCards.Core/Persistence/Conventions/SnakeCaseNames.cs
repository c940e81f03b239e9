using GiftCards.Core.Common;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence.Conventions;

/// <summary>
/// Names of tables, columns, keys and indexes in snake_case, so that SQL by hand reads the same on both databases.
/// </summary>
internal static class SnakeCaseNames
{
    public static void Apply(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes().Where(entity => !entity.IsMappedToJson()))
        {
            entity.SetTableName(
                EnumText.ToSnakeCase(entity.GetTableName()!.Replace("AspNet", "", StringComparison.Ordinal)));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(EnumText.ToSnakeCase(property.Name));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(EnumText.ToSnakeCase(key.GetName()!).Replace("asp_net_", "", StringComparison.Ordinal));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(EnumText.ToSnakeCase(foreignKey.GetConstraintName()!)
                    .Replace("asp_net_", "", StringComparison.Ordinal));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(
                    EnumText.ToSnakeCase(index.GetDatabaseName()!).Replace("asp_net_", "", StringComparison.Ordinal));
            }
        }
    }
}
