using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Files;

/// <summary>A file, ready to be sent.</summary>
/// <param name="File">What it is.</param>
/// <param name="Bytes">Its bytes, readable.</param>
public sealed record OpenedFile(StoredFile File, byte[] Bytes)
{
    /// <summary>What these bytes are.</summary>
    public string ContentType { get; init; } = File.ContentType;
}

/// <summary>Opens files for those who may see them; to everybody else there is none.</summary>
public sealed class FileQueries(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    /// <summary>
    /// One file. A logo and a gallery are everybody's; a picture its person's; a document is seen by those who may
    /// change the business's settings and by those who look after businesses. Errors: <c>not_found</c>.
    /// </summary>
    public Task<Result<OpenedFile>> OpenAsync(FileId id, Actor actor, CancellationToken cancellationToken) =>
        OpenAsync(id, actor, false, cancellationToken);

    /// <summary>
    /// The same picture for lists, or the whole one where there is no other. Errors: <c>not_found</c>.
    /// </summary>
    public Task<Result<OpenedFile>> OpenSmallAsync(FileId id, Actor actor, CancellationToken cancellationToken) =>
        OpenAsync(id, actor, true, cancellationToken);

    private async Task<Result<OpenedFile>> OpenAsync(
        FileId id, Actor actor, bool isSmall, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one file, then to who may see it.
        var file = await context.Files.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, cancellationToken);
        if (file is null || !MaySee(actor, file))
        {
            return new NotFound();
        }

        if (actor is Actor.Administrator && file.Kind.IsDocument())
        {
            // Whoever runs the platform and reads a business's papers leaves a trace of it.
            context.Record(
                actor,
                new AuditNote(AuditActions.Exported, file.MerchantId, AuditTargets.Export, file.Id.ToString())
                {
                    After = new { kind = file.Kind.ToText() },
                },
                time.GetInstant());
            await context.SaveChangesAsync(cancellationToken);
        }

        var bytes = await context.FileContents.AsNoTracking()
            .Where(content => content.MerchantId == file.MerchantId && content.FileId == id)
            .Select(content => isSmall ? content.Small ?? content.Bytes : content.Bytes)
            .SingleAsync(cancellationToken);
        return file.Kind.IsPublic()
            ? new OpenedFile(file, bytes) { ContentType = FileTypes.ContentTypeOf(bytes) }
            : new OpenedFile(file, protector.DecryptBytes(bytes, FileStore.PlaceOf(id)));
    }

    /// <summary>What is known of a file before it is opened; null for no file. Shows nobody what is in it.</summary>
    public async Task<StoredFile?> FindAsync(FileId id, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one file.
        return await context.Files.AsNoTracking().SingleOrDefaultAsync(file => file.Id == id, cancellationToken);
    }

    /// <summary>The person's picture of themselves; null for none.</summary>
    public async Task<FileId?> AvatarOfAsync(UserId person, CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // Narrowed to one person.
        var found = await Avatars.Of(context, person).OrderByDescending(file => file.CreatedAt)
            .Select(file => file.Id).Take(1).ToListAsync(cancellationToken);
        return found is [var id] ? id : null;
    }

    internal static bool MaySee(Actor actor, StoredFile file) => file.Kind switch
    {
        FileKind.Logo or FileKind.Gallery or FileKind.Design => true,
        FileKind.Avatar => actor.Person == file.UploadedBy,
        _ => actor switch
        {
            Actor.Administrator admin => (admin.Grants & (AdminPermissions.Full | AdminPermissions.Support)) != 0,
            Actor.Staff => actor.Refuse(Permissions.SettingsWrite, file.MerchantId) is null,
            _ => false,
        },
    };
}
