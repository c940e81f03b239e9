using GiftCards.Core.Access;
using GiftCards.Core.Common;

namespace GiftCards.Web.Security;

/// <summary>
/// Stops those who try out stolen card numbers, or use gifts to send mail to strangers: an address has so many tries
/// to pay an hour, counted in the database where every node sees them.
/// </summary>
public sealed class PaymentGuard(AttemptLimiter attempts)
{
    private const int PerHour = 10;

    /// <summary>Counts a try to pay. Errors: <c>rate_limited</c>; then the try must not be made.</summary>
    public async Task<DomainError?> RefuseAsync(string address, CancellationToken cancellationToken) =>
        (await attempts.TakeAsync("payment", address, PerHour, TimeSpan.FromHours(1), cancellationToken)).Error;
}
