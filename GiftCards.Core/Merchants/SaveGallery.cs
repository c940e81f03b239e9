using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>
/// Takes a picture of a merchant in and shows it last. It is checked as every file is. Errors: <c>forbidden</c>,
/// <c>invalid_request</c>, those of a file, <c>too_many_files</c>.
/// </summary>
public sealed class AddGalleryPictureHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>With what is to be seen on it, for those who do not see it.</summary>
    public async Task<Result<FileId>> HandleAsync(
        Actor actor, string caption, IncomingFile? file, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } id || actor.Person is not { } person)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.SettingsWrite, id) is { } refused)
        {
            return refused;
        }

        if (TextRules.RefuseName(caption, "caption") is { } invalid)
        {
            return invalid;
        }

        var taken = await FileStore.TakeAsync(file, FileKind.Gallery, cancellationToken);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        await using var context = database.OpenFor(actor);
        var pictures = await GalleryShelf.LoadAsync(context, id, cancellationToken);
        if (pictures.Count >= GalleryPicture.Most)
        {
            return new TooManyFiles(GalleryPicture.Most);
        }

        var now = time.GetInstant();
        var stored = FileStore.Describe(id, FileKind.Gallery, person, file!.Name, taken.Value, now);
        FileStore.Add(context, protector, stored, taken.Value);
        context.GalleryPictures.Add(new GalleryPicture
        {
            MerchantId = id,
            FileId = stored.Id,
            Caption = caption.Trim(),
            Position = Shelf.End(pictures),
            CreatedAt = now,
        });
        context.Record(actor, GalleryShelf.Note(id, stored.Id) with { After = new { caption = caption.Trim() } }, now);
        await context.SaveChangesAsync(cancellationToken);
        return stored.Id;
    }
}

/// <summary>Say anew what is to be seen on a picture.</summary>
public sealed record DescribePicture(FileId Picture, string Caption);

/// <summary>Does so. Errors: <c>forbidden</c>, <c>not_found</c>, <c>invalid_request</c>.</summary>
public sealed class DescribePictureHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, DescribePicture command, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsWrite, out var id) is { } refused)
        {
            return refused;
        }

        if (TextRules.RefuseName(command.Caption, "caption") is { } invalid)
        {
            return invalid;
        }

        await using var context = database.OpenFor(actor);
        var picture = await context.GalleryPictures.SingleOrDefaultAsync(
            one => one.MerchantId == id && one.FileId == command.Picture, cancellationToken);
        if (picture is null)
        {
            return new NotFound();
        }

        var note = GalleryShelf.Note(id, picture.FileId) with { Before = new { picture.Caption } };
        picture.Caption = command.Caption.Trim();
        context.Record(actor, note with { After = new { picture.Caption } }, time.GetInstant());
        return await Shelf.SaveAsync(context, cancellationToken) is { } conflict ? conflict : new Done();
    }
}

/// <summary>Move a picture among the others, or take it away.</summary>
public sealed record MovePicture(FileId Picture, ShelfMove Move);

/// <summary>
/// Does so; one that goes takes its file along, and the head of the page where it stood there. Errors:
/// <c>forbidden</c>, <c>not_found</c>, <c>conflict</c> when it changed meanwhile.
/// </summary>
public sealed class MovePictureHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, MovePicture command, CancellationToken cancellationToken)
    {
        if (Shelf.Refuse(actor, command.Move, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var pictures = await GalleryShelf.LoadAsync(context, id, cancellationToken);
        if (pictures.Find(one => one.FileId == command.Picture) is not { } picture)
        {
            return new NotFound();
        }

        var note = Shelf.Move(
            context,
            pictures,
            picture,
            command.Move,
            GalleryShelf.Note(id, picture.FileId),
            new { picture.Caption });
        context.Record(actor, note, time.GetInstant());
        return await WriteAsync(context, picture, command.Move == ShelfMove.Remove, cancellationToken);
    }

    private static async Task<Result<Done>> WriteAsync(
        GiftCardsDbContext context, GalleryPicture picture, bool isRemoved, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (isRemoved)
        {
            var merchant = await context.Merchants.SingleAsync(m => m.Id == picture.MerchantId, cancellationToken);
            merchant.CoverId = merchant.CoverId == picture.FileId ? null : merchant.CoverId;
        }

        if (await Shelf.SaveAsync(context, cancellationToken) is { } conflict)
        {
            return conflict;
        }

        if (isRemoved)
        {
            await FileStore.RemoveAsync(
                context,
                context.Files.Where(f => f.MerchantId == picture.MerchantId && f.Id == picture.FileId),
                cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return new Done();
    }
}

/// <summary>
/// Puts one of a merchant's pictures at the head of its page, or its colour there again. Errors: <c>forbidden</c>,
/// <c>not_found</c>.
/// </summary>
public sealed class SetCoverHandler(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>With the picture, or null for the colour.</summary>
    public async Task<Result<Done>> HandleAsync(Actor actor, FileId? picture, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsWrite, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        if (picture is { } chosen && !await context.GalleryPictures.AnyAsync(
            one => one.MerchantId == id && one.FileId == chosen, cancellationToken))
        {
            return new NotFound();
        }

        var merchant = await context.Merchants.SingleAsync(m => m.Id == id, cancellationToken);
        context.Record(
            actor,
            new AuditNote(AuditActions.GalleryChanged, id, AuditTargets.Settings, null)
            {
                Before = new { Cover = merchant.CoverId?.ToString() },
                After = new { Cover = picture?.ToString() },
            },
            time.GetInstant());
        merchant.CoverId = picture;
        await context.SaveChangesAsync(cancellationToken);
        return new Done();
    }
}

/// <summary>A merchant's pictures, to be changed.</summary>
internal static class GalleryShelf
{
    public static Task<List<GalleryPicture>> LoadAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken) =>
        context.GalleryPictures.Where(picture => picture.MerchantId == id)
            .OrderBy(picture => picture.Position).ThenBy(picture => picture.FileId)
            .ToListAsync(cancellationToken);

    public static AuditNote Note(MerchantId id, FileId picture) =>
        new(AuditActions.GalleryChanged, id, AuditTargets.Settings, picture.ToString());
}
