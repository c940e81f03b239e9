using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Onboarding;

/// <summary>Whether a short name may be had, and else one that may.</summary>
/// <param name="Slug">The name that was asked about, or made from the business's name.</param>
/// <param name="Error">Why it cannot be had; null when it can.</param>
/// <param name="Free">One that can be had; null where none was found.</param>
public sealed record ShortNameAnswer(string Slug, DomainError? Error, string? Free);

/// <summary>
/// Looks short names up while they are typed. Whether a name is taken is no secret: it is an address.
/// </summary>
public sealed class ShortNameQuery(GiftCardsDatabase database)
{
    private const int Tries = 20;

    /// <summary>
    /// About <paramref name="slug"/>, or about what <paramref name="name"/> suggests where that is empty. The actor's
    /// own name counts as free.
    /// </summary>
    public async Task<ShortNameAnswer> AskAsync(
        Actor actor, string? slug, string? name, CancellationToken cancellationToken)
    {
        var wanted = string.IsNullOrWhiteSpace(slug) ? ShortNames.Suggest(name) : slug.Trim().ToLowerInvariant();
        var error = ShortNames.Refuse(wanted);
        var stem = error is null ? wanted : ShortNames.Suggest(wanted);
        if (stem.Length == 0)
        {
            return new ShortNameAnswer(wanted, error, null);
        }

        string[] candidates = [stem, .. Enumerable.Range(2, Tries).Select(number => ShortNames.Numbered(stem, number))];
        await using var context = database.OpenAcrossMerchants(); // Narrowed to a few addresses, which are public.
        var own = actor.Scope ?? MerchantId.Nobody;
        var taken = await context.Merchants
            .Where(merchant => candidates.Contains(merchant.Slug) && merchant.Id != own)
            .Select(merchant => merchant.Slug)
            .ToListAsync(cancellationToken);
        error ??= taken.Contains(wanted) ? new ShortNameTaken() : null;
        return new ShortNameAnswer(wanted, error, candidates.Except(taken).FirstOrDefault());
    }
}
