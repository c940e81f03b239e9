using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Merchants;

/// <summary>Cashiers are limited to the place, so that it cannot go.</summary>
public sealed record LocationInUse(string Location) : DomainError("location_in_use", ErrorKind.Conflict)
{
    public override IReadOnlyList<object> Arguments => [Location];
}

/// <summary>Add a place, or change one.</summary>
public sealed record SaveLocation
{
    /// <summary>Which one; null for a new one, which stands last.</summary>
    public string? Id { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    public required string City { get; init; }

    public required string Phone { get; init; }

    /// <summary>Latitude and longitude in degrees; null or empty for the address.</summary>
    public string? Coordinates { get; init; }

    /// <summary>The week's hours; a day without any is closed.</summary>
    public required IReadOnlyList<OpenHours> Hours { get; init; }

    /// <summary>Dates on which they do not hold; those that are over are not kept.</summary>
    public required IReadOnlyList<HoursException> Exceptions { get; init; }
}

/// <summary>
/// Saves a place; the storefront shows it at once. When it is renamed, the cashiers who are limited to it go along;
/// sales of before keep the name they were made under. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>invalid_request</c>, <c>conflict</c>.
/// </summary>
public sealed class SaveLocationHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<MerchantLocation>> HandleAsync(
        Actor actor, SaveLocation command, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.SettingsWrite, out var id) is { } refused)
        {
            return refused;
        }

        if (LocationRules.Refuse(command) is { } invalid)
        {
            return invalid;
        }

        await using var context = database.OpenFor(actor);
        var places = await LocationShelf.LoadAsync(context, id, cancellationToken);
        var place = command.Id is null ? null : places.Find(one => one.Id == command.Id);
        if (command.Id is not null && place is null)
        {
            return new NotFound();
        }

        if (LocationRules.RefuseAmong(places, place, command) is { } crowded)
        {
            return crowded;
        }

        var now = time.GetInstant();
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(m => m.Id == id, cancellationToken);
        var (before, named) = place is null ? (null, null) : (LocationShelf.Of(place), place.Name);
        place ??= Add(context, id, places, command);
        Copy(command, place, Instants.LocalDay(now, merchant.Zone));
        if (named is not null && named != place.Name)
        {
            await RenameLimitsAsync(context, id, named, place.Name, cancellationToken);
        }

        context.Record(
            actor,
            new AuditNote(AuditActions.LocationsChanged, id, AuditTargets.Settings, place.Id)
            {
                Before = before,
                After = LocationShelf.Of(place),
            },
            now);
        return await Shelf.SaveAsync(context, cancellationToken) is { } conflict ? conflict : place;
    }

    private static MerchantLocation Add(
        GiftCardsDbContext context, MerchantId id, List<MerchantLocation> places, SaveLocation command)
    {
        var place = new MerchantLocation
        {
            MerchantId = id,
            Id = Shelf.NewId("l", places.Select(one => one.Id)),
            Name = command.Name,
            City = command.City,
            Position = Shelf.End(places),
        };
        context.MerchantLocations.Add(place);
        return place;
    }

    private static void Copy(SaveLocation command, MerchantLocation place, DateOnly today)
    {
        place.Name = command.Name.Trim();
        place.Address = command.Address.Trim();
        place.City = command.City.Trim();
        place.Phone = command.Phone.Trim();
        place.Coordinates = string.IsNullOrWhiteSpace(command.Coordinates) ? null : command.Coordinates.Trim();
        place.Hours = [.. command.Hours.OrderBy(hours => hours.Day).ThenBy(hours => hours.From)];
        place.Exceptions =
        [
            .. command.Exceptions.Where(exception => exception.Date >= today)
                .OrderBy(exception => exception.Date).ThenBy(exception => exception.From),
        ];
    }

    private static async Task RenameLimitsAsync(
        GiftCardsDbContext context, MerchantId id, string from, string to, CancellationToken cancellationToken)
    {
        var limited = await context.Staff.Where(member => member.MerchantId == id && member.Location == from)
            .ToListAsync(cancellationToken);
        limited.ForEach(member => member.Location = to);
    }
}

/// <summary>Move a place among the others, or take it away; the first is the main one.</summary>
public sealed record MoveLocation(string Id, ShelfMove Move);

/// <summary>
/// Does so. Errors: <c>forbidden</c>, <c>not_found</c>, <c>location_in_use</c> while cashiers are limited to it,
/// <c>conflict</c> when it changed meanwhile.
/// </summary>
public sealed class MoveLocationHandler(GiftCardsDatabase database, TimeProvider time)
{
    public async Task<Result<Done>> HandleAsync(
        Actor actor, MoveLocation command, CancellationToken cancellationToken)
    {
        if (Shelf.Refuse(actor, command.Move, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var places = await LocationShelf.LoadAsync(context, id, cancellationToken);
        if (places.Find(one => one.Id == command.Id) is not { } place)
        {
            return new NotFound();
        }

        if (command.Move == ShelfMove.Remove && await context.Staff.AnyAsync(
            member => member.MerchantId == id && member.Location == place.Name, cancellationToken))
        {
            return new LocationInUse(place.Name);
        }

        var note = new AuditNote(AuditActions.LocationsChanged, id, AuditTargets.Settings, place.Id);
        context.Record(
            actor,
            Shelf.Move(context, places, place, command.Move, note, LocationShelf.Of(place)),
            time.GetInstant());
        return await Shelf.SaveAsync(context, cancellationToken) is { } conflict ? conflict : new Done();
    }
}

/// <summary>A merchant's places, to be changed.</summary>
internal static class LocationShelf
{
    public static Task<List<MerchantLocation>> LoadAsync(
        GiftCardsDbContext context, MerchantId id, CancellationToken cancellationToken) =>
        context.MerchantLocations.Where(place => place.MerchantId == id)
            .OrderBy(place => place.Position).ThenBy(place => place.Id)
            .ToListAsync(cancellationToken);

    /// <summary>What is told of a place in the audit trail.</summary>
    public static object Of(MerchantLocation place) => new
    {
        place.Name,
        place.Address,
        place.City,
        place.Phone,
        place.Coordinates,
        place.Hours,
        place.Exceptions,
    };
}
