using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Files;

/// <summary>
/// Puts a person's picture in the place of the one before. Errors: <c>unauthenticated</c> and those of a file.
/// </summary>
public sealed class SetAvatarHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    public async Task<Result<FileId>> HandleAsync(
        Actor actor, IncomingFile? file, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        var taken = await FileStore.TakeAsync(file, FileKind.Avatar, cancellationToken);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await FileStore.RemoveAsync(context, Avatars.Of(context, person), cancellationToken);
        var stored = FileStore.Describe(
            MerchantId.Platform, FileKind.Avatar, person, file!.Name, taken.Value, time.GetInstant());
        FileStore.Add(context, protector, stored, taken.Value);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return stored.Id;
    }
}

/// <summary>Takes a person's picture away. Errors: <c>unauthenticated</c>.</summary>
public sealed class RemoveAvatarHandler(GiftCardsDatabase database)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.Person is not { } person)
        {
            return new Unauthenticated();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person themselves.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await FileStore.RemoveAsync(context, Avatars.Of(context, person), cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>Finds people's pictures.</summary>
internal static class Avatars
{
    public static IQueryable<StoredFile> Of(GiftCardsDbContext context, UserId person) =>
        context.Files.Where(file => file.UploadedBy == person && file.Kind == FileKind.Avatar);
}
