using System.Buffers.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>One of a person's passkeys.</summary>
/// <param name="Id">Its credential id in base64url.</param>
/// <param name="Name">What the person calls it; null until they say.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="IsSynced">Whether it lives in an account of the person's and on all their devices.</param>
public sealed record PasskeyView(string Id, string? Name, DateTimeOffset CreatedAt, bool IsSynced);

/// <summary>Lists the passkeys of the person who asks, the newest first.</summary>
public sealed class PasskeyQueries(GiftCardsDatabase database)
{
    /// <summary>Errors: <c>unauthenticated</c>.</summary>
    public async Task<Result<IReadOnlyList<PasskeyView>>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        var rows = await context.UserPasskeys.AsNoTracking()
            .Where(passkey => passkey.UserId == person.Value)
            .ToListAsync(cancellationToken);
        return rows
            .OrderByDescending(row => row.Data.CreatedAt)
            .Select(row => new PasskeyView(
                Base64Url.EncodeToString(row.CredentialId), row.Data.Name, row.Data.CreatedAt, row.Data.IsBackedUp))
            .ToList();
    }
}
