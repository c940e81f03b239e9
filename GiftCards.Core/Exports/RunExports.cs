using System.Runtime.CompilerServices;
using System.Text.Json;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Notifications;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Exports;

/// <summary>
/// Writes the files that wait, one after the other, and removes those whose time is over. Whoever asked must still be
/// allowed to. A file is begun anew when its node died; until it is whole there is none.
/// </summary>
public sealed class RunExportsHandler(
    GiftCardsDatabase database,
    IEnumerable<IExportList> lists,
    ExportFiles files,
    ActorResolver actors,
    Protector protector,
    TimeProvider time)
{
    private const int Beat = 1_000;

    /// <summary>Answers with how many files were dealt with.</summary>
    public async Task<int> HandleAsync(CancellationToken cancellationToken)
    {
        await SweepAsync(cancellationToken);
        var count = 0;
        while (await ClaimAsync(cancellationToken) is { } export)
        {
            await RunAsync(export, cancellationToken);
            count++;
        }

        return count;
    }

    private async Task<ListExport?> ClaimAsync(CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var silent = now - ListExport.Patience;
        await using var context = database.OpenAcrossMerchants(); // A job belongs to no merchant.
        var next = await context.ListExports.AsNoTracking()
            .Where(export => export.State == ExportState.Waiting
                || (export.State == ExportState.Running && export.BeatAt < silent))
            .OrderBy(export => export.CreatedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (next is null)
        {
            return null;
        }

        // Of two nodes the one whose update finds the row as it was read has it.
        var claimed = await Of(context, next)
            .Where(export => export.State == next.State && export.BeatAt == next.BeatAt)
            .ExecuteUpdateAsync(
                update => update
                    .SetProperty(export => export.State, ExportState.Running)
                    .SetProperty(export => export.Rows, 0)
                    .SetProperty(export => export.BeatAt, now),
                cancellationToken);
        return claimed == 1 ? next : null;
    }

    private async Task RunAsync(ListExport export, CancellationToken cancellationToken)
    {
        var list = lists.SingleOrDefault(one => one.Name == export.List);
        var actor = await ActorOfAsync(export, cancellationToken);
        if (list is null || actor is null)
        {
            await FailAsync(export, "forbidden", cancellationToken);
            return;
        }

        var filters = JsonSerializer.Deserialize<Dictionary<string, string>>(export.Filters)!;
        var culture = files.CultureOf(export.Format, Delivery.DeliveryText.CultureOf(export.Language));
        var table = await list.OpenAsync(actor, new ExportQuery(filters, culture), cancellationToken);
        if (!table.IsOk)
        {
            await FailAsync(export, table.Error.Code, cancellationToken);
            return;
        }

        using var memory = new MemoryStream();
        try
        {
            var counted = table.Value with { Rows = CountedAsync(export, table.Value.Rows, cancellationToken) };
            await files.WriteAsync(counted, export.Format, memory, cancellationToken);
        }
        catch (RowLimitException)
        {
            await FailAsync(export, "export_too_large", cancellationToken);
            return;
        }

        await KeepAsync(export, $"{table.Value.Name}.{export.Format.ToText()}", memory.ToArray(), cancellationToken);
    }

    private async IAsyncEnumerable<IReadOnlyList<object?>> CountedAsync(
        ListExport export,
        IAsyncEnumerable<IReadOnlyList<object?>> rows,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            yield return row;
            if (++count > ExportFiles.MostRows(export.Format))
            {
                throw new RowLimitException();
            }

            if (count % Beat == 0)
            {
                var (written, now) = (count, time.GetInstant());
                await using var context = database.OpenAcrossMerchants(); // Narrowed to the one file.
                await Of(context, export).ExecuteUpdateAsync(
                    update => update
                        .SetProperty(one => one.Rows, written)
                        .SetProperty(one => one.BeatAt, now),
                    cancellationToken);
            }
        }

        await using var last = database.OpenAcrossMerchants(); // Narrowed to the one file.
        await Of(last, export).ExecuteUpdateAsync(
            update => update.SetProperty(one => one.Rows, count), cancellationToken);
    }

    private async Task KeepAsync(
        ListExport export, string name, byte[] bytes, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        var id = new FileId(export.Id.Value);
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one file.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var done = await Of(context, export).Where(one => one.State == ExportState.Running).ExecuteUpdateAsync(
            update => update
                .SetProperty(one => one.State, ExportState.Done)
                .SetProperty(one => one.FinishedAt, now)
                .SetProperty(one => one.FileName, name)
                .SetProperty(one => one.Size, bytes.Length),
            cancellationToken);
        if (done == 1)
        {
            context.FileContents.Add(new StoredContent
            {
                MerchantId = export.MerchantId,
                FileId = id,
                Bytes = protector.EncryptBytes(bytes, FileStore.PlaceOf(id)),
            });
            context.Notifications.Add(NoticeOf(export, now));
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private async Task FailAsync(ListExport export, string code, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        await using var context = database.OpenAcrossMerchants(); // Narrowed to the one file.
        var failed = await Of(context, export).Where(one => one.State == ExportState.Running).ExecuteUpdateAsync(
            update => update
                .SetProperty(one => one.State, ExportState.Failed)
                .SetProperty(one => one.FinishedAt, now)
                .SetProperty(one => one.Failure, code),
            cancellationToken);
        if (failed == 1)
        {
            context.Notifications.Add(NoticeOf(export, now));
            await context.SaveChangesAsync(cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var before = time.GetInstant() - ListExport.Kept;
        await using var context = database.OpenAcrossMerchants(); // A job belongs to no merchant.
        var old = await context.ListExports.AsNoTracking().Where(export => export.CreatedAt < before)
            .OrderBy(export => export.CreatedAt)
            .Take(100)
            .ToListAsync(cancellationToken);
        foreach (var export in old)
        {
            var id = new FileId(export.Id.Value);
            await context.FileContents
                .Where(content => content.MerchantId == export.MerchantId && content.FileId == id)
                .ExecuteDeleteAsync(cancellationToken);
            await Of(context, export).ExecuteDeleteAsync(cancellationToken);
        }
    }

    private async Task<Actor?> ActorOfAsync(ListExport export, CancellationToken cancellationToken)
    {
        if (export.MerchantId.IsPlatform)
        {
            return await actors.AdministratorAsync(export.RequestedBy, cancellationToken);
        }

        var staff = await actors.StaffAsync(export.RequestedBy, export.MerchantId, cancellationToken);
        return staff?.Merchant == export.MerchantId ? staff : null;
    }

    private static Notification NoticeOf(ListExport export, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = export.RequestedBy,
        Kind = NotificationKind.FileReady,
        Cause = export.Id.ToString(),
        Path = export.MerchantId.IsPlatform ? "/admin/exports" : "/merchant/exports",
        CreatedAt = now,
    };

    private static IQueryable<ListExport> Of(GiftCardsDbContext context, ListExport export) =>
        context.ListExports.Where(one => one.MerchantId == export.MerchantId && one.Id == export.Id);

    private sealed class RowLimitException : Exception;
}
