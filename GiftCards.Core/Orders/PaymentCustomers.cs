using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Orders;

/// <summary>Finds how the provider calls the person who ordered, or has it made the first time.</summary>
internal static class PaymentCustomers
{
    /// <summary>Null for a guest, and where the provider keeps no customers.</summary>
    public static async Task<string?> OfAsync(
        GiftCardsDbContext context,
        IPaymentProvider payments,
        Order order,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (order.UserId is not { } person)
        {
            return null;
        }

        var known = await context.PaymentCustomers
            .Where(row => row.UserId == person && row.Provider == payments.Name)
            .Select(row => row.Reference)
            .SingleOrDefaultAsync(cancellationToken);
        if (known is not null || await payments.CustomerAsync(person, cancellationToken) is not { } made)
        {
            return known;
        }

        context.PaymentCustomers.Add(new PaymentCustomer
        {
            UserId = person,
            Provider = payments.Name,
            Reference = made,
            CreatedAt = now,
        });
        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear(); // Asked twice at once: by its key it is the same customer.
        }

        return made;
    }
}
