using System.Linq.Expressions;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Persistence.Conventions;

/// <summary>Hides other merchants' rows from every query, for every entity that carries a merchant's id.</summary>
internal static class MerchantFilter
{
    public const string Name = "Merchant";

    // What a merchant shows to the public is nobody's secret.
    private static readonly HashSet<Type> Public = [typeof(GiftCardSettings), typeof(MerchantService)];

    public static void Apply(ModelBuilder builder, GiftCardsDbContext context)
    {
        foreach (var entity in builder.Model.GetEntityTypes().ToList())
        {
            var merchant = entity.FindProperty("MerchantId");
            if (merchant is null || Public.Contains(entity.ClrType))
            {
                continue;
            }

            var row = Expression.Parameter(entity.ClrType, "row");
            var self = Expression.Constant(context, typeof(GiftCardsDbContext));
            var all = Expression.Property(self, nameof(GiftCardsDbContext.SeesAllMerchants));
            var own = Expression.Equal(
                Expression.Property(row, merchant.PropertyInfo!),
                Expression.Property(self, nameof(GiftCardsDbContext.VisibleMerchant)));
            builder.Entity(entity.ClrType).HasQueryFilter(Name, Expression.Lambda(Expression.OrElse(all, own), row));
        }
    }
}
