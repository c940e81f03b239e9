using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Verification;

/// <summary>
/// Adds a document that shows who the business is, and runs the checks. Errors: <c>forbidden</c>,
/// <c>invalid_request</c>, <c>too_many_files</c> and those of a file.
/// </summary>
public sealed class AddDocumentHandler(
    GiftCardsDatabase database, Protector protector, VerificationRun verification, TimeProvider time)
{
    public async Task<Result<StoredFile>> HandleAsync(
        Actor actor, FileKind kind, IncomingFile? file, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        if (!kind.IsDocument())
        {
            return new InvalidRequest("kind", InvalidReason.Choice);
        }

        var taken = await FileStore.TakeAsync(file, kind, cancellationToken);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        await using var context = database.OpenAcrossMerchants(); // The actor's own; its tax id is sought among all.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var count = await context.Files.CountAsync(
            f => f.MerchantId == id && FileKinds.Documents.Contains(f.Kind), cancellationToken);
        if (count >= FileLimits.Documents)
        {
            return new TooManyFiles(FileLimits.Documents);
        }

        var stored = FileStore.Add(
            context,
            protector,
            FileStore.Describe(id, kind, actor.Person!.Value, file!.Name, taken.Value, time.GetInstant()),
            taken.Value);
        await context.SaveChangesAsync(cancellationToken);
        await verification.RunAsync(context, id, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        verification.Wake();
        return stored;
    }
}

/// <summary>
/// Takes a document away, as long as nobody has decided by it. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>field_settled</c>.
/// </summary>
public sealed class RemoveDocumentHandler(GiftCardsDatabase database, VerificationRun verification)
{
    public async Task<Result<Done>> HandleAsync(Actor actor, FileId document, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenAcrossMerchants(); // The actor's own; its tax id is sought among all.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        if (merchant.Status is not (Merchants.MerchantStatus.Draft or Merchants.MerchantStatus.Pending))
        {
            return new FieldSettled("document");
        }

        var found = context.Files.Where(
            f => f.MerchantId == id && f.Id == document && FileKinds.Documents.Contains(f.Kind));
        if (!await found.AnyAsync(cancellationToken))
        {
            return new NotFound();
        }

        await FileStore.RemoveAsync(context, found, cancellationToken);
        await verification.RunAsync(context, id, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        verification.Wake();
        return new Done();
    }
}
