using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>Add a service, or change one.</summary>
public sealed record SaveService
{
    /// <summary>Which one; null for a new one, which stands last.</summary>
    public string? Id { get; init; }

    public required string Name { get; init; }

    /// <summary>0 for one that takes no certain time.</summary>
    public required int DurationMinutes { get; init; }

    /// <summary>In the merchant's currency; nothing for what costs nothing.</summary>
    public required Money Price { get; init; }

    public required string Description { get; init; }

    /// <summary>Whether buyers see it and the counter offers it.</summary>
    public required bool IsShown { get; init; }
}

/// <summary>
/// Saves a service; the storefront and the counter have it at once. What was sold under its name keeps that name.
/// Errors: <c>forbidden</c>, <c>not_found</c>, <c>invalid_request</c>, <c>currency_mismatch</c>.
/// </summary>
public sealed class SaveServiceHandler(GiftCardsDatabase database, TimeProvider time)
{
    public const int MaxDescription = 300;
    public const int MaxMinutes = 1_440;

    public async Task<Result<MerchantService>> HandleAsync(
        Actor actor, SaveService command, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsWrite, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        if (Refuse(command, merchant.Currency) is { } invalid)
        {
            return invalid;
        }

        var services = await ServiceShelf.LoadAsync(context, id, cancellationToken);
        var service = command.Id is null ? null : services.Find(s => s.Id == command.Id);
        if (command.Id is not null && service is null)
        {
            return new NotFound();
        }

        if (service is null && services.Count >= MerchantService.Most)
        {
            return new InvalidRequest("services", InvalidReason.TooMany, MerchantService.Most);
        }

        var before = service is null ? null : ServiceShelf.Of(service);
        service ??= Add(context, id, services, command.Name);
        Copy(command, service);
        context.Record(
            actor,
            new AuditNote(AuditActions.ServicesChanged, id, AuditTargets.Settings, service.Id)
            {
                Before = before,
                After = ServiceShelf.Of(service),
            },
            time.GetInstant());
        return await Shelf.SaveAsync(context, cancellationToken) is { } conflict ? conflict : service;
    }

    private static MerchantService Add(
        GiftCardsDbContext context, MerchantId id, List<MerchantService> services, string name)
    {
        var service = new MerchantService
        {
            MerchantId = id,
            Id = Shelf.NewId("s", services.Select(s => s.Id)),
            Name = name,
            Position = Shelf.End(services),
        };
        context.MerchantServices.Add(service);
        return service;
    }

    private static void Copy(SaveService command, MerchantService service)
    {
        service.Name = command.Name.Trim();
        service.DurationMinutes = command.DurationMinutes;
        service.PriceMinor = command.Price.Minor;
        service.Description = command.Description.Trim();
        service.IsShown = command.IsShown;
    }

    private static DomainError? Refuse(SaveService command, Currency currency) =>
        TextRules.RefuseName(command.Name, "name")
        ?? command.DurationMinutes switch
        {
            < 0 => new InvalidRequest("minutes", InvalidReason.TooSmall, 0),
            > MaxMinutes => new InvalidRequest("minutes", InvalidReason.TooLarge, MaxMinutes),
            _ => null,
        }
        ?? RefusePrice(command.Price, currency)
        ?? TextRules.RefuseLine(command.Description, "description", MaxDescription);

    private static DomainError? RefusePrice(Money price, Currency currency) => price switch
    {
        _ when price.Currency != currency => new CurrencyMismatch(currency),
        { Minor: < 0 } => new InvalidRequest("price", InvalidReason.TooSmall, new Money(0, currency)),
        { Minor: > AmountLimits.LargestMinor } =>
            new InvalidRequest("price", InvalidReason.TooLarge, new Money(AmountLimits.LargestMinor, currency)),
        _ when price.Minor % currency.SmallestStep != 0 => new InvalidRequest("price", InvalidReason.Malformed),
        _ => null,
    };
}

/// <summary>Move a service among the others, or take it away.</summary>
public sealed record MoveService(string Id, ShelfMove Move);

/// <summary>Does so. Errors: <c>forbidden</c>, <c>not_found</c>, <c>conflict</c> when it changed meanwhile.</summary>
public sealed class MoveServiceHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, MoveService command, CancellationToken cancellationToken)
    {
        if (Shelf.Refuse(actor, command.Move, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var services = await ServiceShelf.LoadAsync(context, id, cancellationToken);
        if (services.Find(one => one.Id == command.Id) is not { } service)
        {
            return new NotFound();
        }

        var note = new AuditNote(AuditActions.ServicesChanged, id, AuditTargets.Settings, service.Id);
        context.Record(
            actor,
            Shelf.Move(context, services, service, command.Move, note, ServiceShelf.Of(service)),
            time.GetInstant());
        return await Shelf.SaveAsync(context, cancellationToken) is { } conflict ? conflict : new Done();
    }
}

/// <summary>A merchant's services, to be changed.</summary>
internal static class ServiceShelf
{
    public static Task<List<MerchantService>> LoadAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken) =>
        context.MerchantServices.Where(service => service.MerchantId == id)
            .OrderBy(service => service.Position).ThenBy(service => service.Id)
            .ToListAsync(cancellationToken);

    /// <summary>What is told of a service in the audit trail.</summary>
    public static object Of(MerchantService service) => new
    {
        service.Name,
        service.DurationMinutes,
        service.PriceMinor,
        service.Description,
        service.IsShown,
    };
}
