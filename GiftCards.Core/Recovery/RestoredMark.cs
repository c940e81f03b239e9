using System.Security.Cryptography;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Recovery;

/// <summary>
/// Marks a database as restored. Sessions end with it: some of them were ended after the backup, and nobody can tell
/// which.
/// </summary>
public sealed class RestoredMark(Protector protector, TimeProvider time)
{
    /// <summary>
    /// Within a transaction of the caller's. Throws <see cref="RecoveryException"/> where the keys in use do not fit.
    /// </summary>
    internal async Task WriteAsync(
        GiftCardsDbContext context, BackupManifest manifest, CancellationToken cancellationToken)
    {
        await CheckKeysAsync(context, cancellationToken);
        var now = time.GetInstant();
        context.Restorations.Add(new Restoration
        {
            Id = Guid.CreateVersion7(now),
            BackupAt = manifest.At,
            RestoredAt = now,
        });
        await context.SaveChangesAsync(cancellationToken);
        await context.Sessions.Where(session => session.EndedAt == null)
            .ExecuteUpdateAsync(update => update.SetProperty(session => session.EndedAt, now), cancellationToken);
        await context.RefreshTokens.ExecuteDeleteAsync(cancellationToken);
    }

    private async Task CheckKeysAsync(GiftCardsDbContext context, CancellationToken cancellationToken)
    {
        try
        {
            var card = await context.Cards.AsNoTracking()
                .Where(row => row.EncryptedCode != null)
                .OrderByDescending(row => row.Id)
                .FirstOrDefaultAsync(cancellationToken);
            if (card?.ReadCode(protector) is { } code
                && !protector.HashesOfCode(code.Normalized).Any(hash => hash.SequenceEqual(card.CodeHash)))
            {
                throw new RecoveryException("Keys:Codes is another one than the backup was made with. Set the right one.");
            }
        }
        catch (CryptographicException error)
        {
            throw new RecoveryException(
                "Keys:Data is another one than the backup was made with. Set the right one.", error);
        }
    }
}
