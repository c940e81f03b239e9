using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>What a merchant may offer, and what it does.</summary>
/// <param name="Offered">Names of designs in the order buyers see them, the first is the usual one.</param>
/// <param name="Others">Those that are not offered.</param>
/// <param name="Merchant">Whose.</param>
/// <param name="Version">Of the settings.</param>
public sealed record DesignShelf(
    IReadOnlyList<string> Offered, IReadOnlyList<string> Others, Merchant Merchant, int Version);

/// <summary>Lays the designs of the actor's merchant out. Errors: <c>forbidden</c>.</summary>
public sealed class DesignQueries(GiftCardsDatabase database)
{
    public async Task<Result<DesignShelf>> GetAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsRead, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var settings = await context.GiftCardSettings.AsNoTracking()
            .SingleAsync(s => s.MerchantId == id, cancellationToken);
        var own = await OwnAsync(context, id, cancellationToken);
        return new DesignShelf(
            settings.Designs, [.. own.Concat(CardDesigns.All).Except(settings.Designs)], merchant, settings.Version);
    }

    /// <summary>The pictures that the merchant handed in, the newest first.</summary>
    internal static async Task<IReadOnlyList<string>> OwnAsync(
        GiftCardsDbContext context, MerchantId merchant, CancellationToken cancellationToken)
    {
        var files = await context.Files.AsNoTracking()
            .Where(file => file.MerchantId == merchant && file.Kind == FileKind.Design)
            .OrderByDescending(file => file.CreatedAt)
            .ThenBy(file => file.Id)
            .Take(SaveDesignsHandler.MaxOwn)
            .Select(file => file.Id)
            .ToListAsync(cancellationToken);
        return [.. files.Select(file => file.ToString())];
    }
}

/// <summary>Choose which designs are offered, and in which order.</summary>
/// <param name="Designs">Their names, at least one.</param>
/// <param name="Version">The version of the settings that this was based on.</param>
public sealed record SaveDesigns(IReadOnlyList<string> Designs, int Version);

/// <summary>
/// Saves that choice; cards that have another design keep it. Errors: <c>forbidden</c>, <c>invalid_request</c>,
/// <c>conflict</c> on a stale version.
/// </summary>
public sealed class SaveDesignsHandler(GiftCardsDatabase database, TimeProvider time)
{
    /// <summary>How many pictures of its own a merchant may hand in.</summary>
    public const int MaxOwn = 24;

    public async Task<Result<int>> HandleAsync(
        Actor actor, SaveDesigns command, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsWrite, out var merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var known = (await DesignQueries.OwnAsync(context, merchant, cancellationToken)).Concat(CardDesigns.All);
        if (command.Designs.Count == 0)
        {
            return new InvalidRequest("designs", InvalidReason.Required);
        }

        return command.Designs.Except(known).Any() || command.Designs.Distinct().Count() != command.Designs.Count
            ? new InvalidRequest("designs", InvalidReason.Choice)
            : await WriteAsync(context, actor, merchant, command, time.GetInstant(), cancellationToken);
    }

    internal static async Task<Result<int>> WriteAsync(
        GiftCardsDbContext context,
        Actor actor,
        MerchantId merchant,
        SaveDesigns command,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var settings = await context.GiftCardSettings.SingleAsync(s => s.MerchantId == merchant, cancellationToken);
        if (settings.Version != command.Version)
        {
            return new Conflict();
        }

        context.Record(
            actor,
            new AuditNote(AuditActions.DesignsChanged, merchant, AuditTargets.Settings, settings.Currency.Code)
            {
                Before = new { settings.Designs },
                After = new { command.Designs },
            },
            now);
        settings.Designs = command.Designs;
        settings.Version++;
        settings.UpdatedAt = now;
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Conflict();
        }

        return settings.Version;
    }
}

/// <summary>
/// Takes a picture for a design in and offers it last. It is checked as every file is, and must be a JPEG, because that
/// is what a certificate can carry. Errors: <c>forbidden</c>, those of a file, <c>too_many_files</c>, <c>conflict</c>.
/// </summary>
public sealed class AddDesignHandler(GiftCardsDatabase database, Protector protector, TimeProvider time)
{
    public async Task<Result<FileId>> HandleAsync(
        Actor actor, IncomingFile? file, CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant || actor.Person is null)
        {
            return new Forbidden();
        }

        if (actor.Refuse(Permissions.SettingsWrite, merchant) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var now = time.GetInstant();
        var stored = await DesignPictures.AddAsync(context, protector, actor, file, now, cancellationToken);
        if (!stored.IsOk)
        {
            return stored.Error;
        }

        var settings = await context.GiftCardSettings.AsNoTracking()
            .SingleAsync(s => s.MerchantId == merchant, cancellationToken);
        var designs = new SaveDesigns([.. settings.Designs, stored.Value.ToString()], settings.Version);
        var saved = await SaveDesignsHandler.WriteAsync(context, actor, merchant, designs, now, cancellationToken);
        return saved.IsOk ? stored.Value : saved.Error;
    }
}

/// <summary>A merchant's pictures for designs.</summary>
internal static class DesignPictures
{
    /// <summary>
    /// Checks a picture and adds it to what the context is about to save. Errors: <c>forbidden</c>, those of a file,
    /// <c>too_many_files</c>.
    /// </summary>
    public static async Task<Result<FileId>> AddAsync(
        GiftCardsDbContext context,
        Protector protector,
        Actor actor,
        IncomingFile? file,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (actor.Scope is not { } merchant || actor.Person is not { } person)
        {
            return new Forbidden();
        }

        var taken = await FileStore.TakeAsync(file, FileKind.Design, cancellationToken);
        if (!taken.IsOk)
        {
            return taken.Error;
        }

        if (taken.Value.ContentType != "image/jpeg")
        {
            return new FileUnknown("JPEG");
        }

        if ((await DesignQueries.OwnAsync(context, merchant, cancellationToken)).Count >= SaveDesignsHandler.MaxOwn)
        {
            return new TooManyFiles(SaveDesignsHandler.MaxOwn);
        }

        var stored = FileStore.Describe(merchant, FileKind.Design, person, file!.Name, taken.Value, now);
        return FileStore.Add(context, protector, stored, taken.Value).Id;
    }
}
