using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Access;

/// <summary>How a key stands.</summary>
public enum ApiKeyState
{
    Active,

    /// <summary>Another took its place, and it works until it ends.</summary>
    Ending,
    Expired,
    Revoked,
}

/// <summary>A key as those see it who look after keys; the key itself is told to nobody again.</summary>
public sealed record ApiKeyView
{
    public required ApiKeyId Id { get; init; }

    public required string Name { get; init; }

    public required string Preview { get; init; }

    public required bool IsLive { get; init; }

    public required Permissions Scopes { get; init; }

    public required ApiKeyState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required DateTimeOffset? RevokedAt { get; init; }

    /// <summary>To the minute; null when it was never used.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>What it was used for on the last days, oldest first, days without use included.</summary>
    public required IReadOnlyList<ApiKeyDayView> Days { get; init; }

    public long Calls => Days.Sum(day => day.Calls);

    public long Refusals => Days.Sum(day => day.Refusals);
}

/// <summary>What a key was used for on one day, in UTC.</summary>
public sealed record ApiKeyDayView(DateOnly Day, long Calls, long Refusals);

/// <summary>The keys of a merchant, with their time zone for the reader.</summary>
public sealed record ApiKeyList(MerchantId Merchant, string TimeZone, IReadOnlyList<ApiKeyView> Keys);

/// <summary>
/// Lists a merchant's keys, newest first, those that work before those that do not. Errors: <c>forbidden</c>.
/// </summary>
public sealed class ApiKeyQueries(GiftCardsDatabase database, TimeProvider time)
{
    public const int DayCount = 30;

    public async Task<Result<ApiKeyList>> ListAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (actor.RefuseHere(Permissions.KeysManage, out var merchant) is { } refused)
        {
            return refused;
        }

        var now = time.GetInstant();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var first = today.AddDays(1 - DayCount);
        await using var context = database.OpenFor(actor);
        var zone = await context.Merchants.Where(row => row.Id == merchant).Select(row => row.TimeZone)
            .SingleAsync(cancellationToken);
        var keys = await context.ApiKeys.AsNoTracking().Where(key => key.MerchantId == merchant)
            .ToListAsync(cancellationToken);
        var days = (await context.ApiKeyDays.AsNoTracking()
            .Where(day => day.MerchantId == merchant && day.Day >= first)
            .ToListAsync(cancellationToken)).ToLookup(day => day.KeyId);
        var views = keys.Select(key => ViewOf(key, days[key.Id], first, now))
            .OrderBy(key => key.State is ApiKeyState.Expired or ApiKeyState.Revoked)
            .ThenByDescending(key => key.Id.Value)
            .ToList();
        return new ApiKeyList(merchant, zone, views);
    }

    private static ApiKeyView ViewOf(ApiKey key, IEnumerable<ApiKeyDay> days, DateOnly first, DateTimeOffset now)
    {
        var byDay = days.ToDictionary(day => day.Day);
        return new ApiKeyView
        {
            Id = key.Id,
            Name = key.Name,
            Preview = key.Preview,
            IsLive = KeyRules.IsLive(key.Preview),
            Scopes = key.Scopes & Permissions.Scopes,
            State = key switch
            {
                { RevokedAt: not null } => ApiKeyState.Revoked,
                { ExpiresAt: { } end } when end <= now => ApiKeyState.Expired,
                { ReplacedBy: not null } => ApiKeyState.Ending,
                _ => ApiKeyState.Active,
            },
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RevokedAt = key.RevokedAt,
            LastUsedAt = key.LastUsedAt,
            Days =
            [
                .. Enumerable.Range(0, DayCount).Select(first.AddDays).Select(day =>
                    byDay.TryGetValue(day, out var used)
                        ? new ApiKeyDayView(day, used.Calls, used.Refusals)
                        : new ApiKeyDayView(day, 0, 0)),
            ],
        };
    }
}
