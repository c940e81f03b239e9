using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Exports;

/// <summary>A file that was written in the background.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Bytes">Its bytes, readable.</param>
public sealed record KeptExport(string Name, string ContentType, byte[] Bytes);

/// <summary>
/// The files that somebody asked for at the merchant they act for, or of the platform; nobody sees those of others.
/// Errors: <c>forbidden</c>.
/// </summary>
public sealed class ListExportQueries(GiftCardsDatabase database, Protector protector)
{
    private const int Most = 50;

    /// <summary>The newest files.</summary>
    public async Task<Result<IReadOnlyList<ListExport>>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (PlaceOf(actor) is not { } place)
        {
            return new Forbidden();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person at the one place.
        return await Own(context, place.Merchant, place.Person).OrderByDescending(export => export.Id).Take(Most)
            .ToListAsync(cancellationToken);
    }

    /// <summary>One file that is done. Errors: <c>not_found</c> too.</summary>
    public async Task<Result<KeptExport>> OpenAsync(Actor actor, ExportId id, CancellationToken cancellationToken)
    {
        if (PlaceOf(actor) is not { } place)
        {
            return new Forbidden();
        }

        await using var context = database.OpenAcrossMerchants(); // Narrowed to the person at the one place.
        var export = await Own(context, place.Merchant, place.Person)
            .SingleOrDefaultAsync(one => one.Id == id && one.State == ExportState.Done, cancellationToken);
        if (export is null)
        {
            return new NotFound();
        }

        var file = new FileId(id.Value);
        var bytes = await context.FileContents.AsNoTracking()
            .Where(content => content.MerchantId == place.Merchant && content.FileId == file)
            .Select(content => content.Bytes)
            .SingleAsync(cancellationToken);
        return new KeptExport(
            export.FileName!,
            ExportFiles.ContentTypeOf(export.Format),
            protector.DecryptBytes(bytes, FileStore.PlaceOf(file)));
    }

    private static (MerchantId Merchant, UserId Person)? PlaceOf(Actor actor) => actor switch
    {
        Actor.Staff staff => (staff.Merchant, staff.User),
        Actor.Administrator admin => (MerchantId.Platform, admin.User),
        _ => null,
    };

    private static IQueryable<ListExport> Own(GiftCardsDbContext context, MerchantId merchant, UserId person) =>
        context.ListExports.AsNoTracking()
            .Where(export => export.MerchantId == merchant && export.RequestedBy == person);
}
