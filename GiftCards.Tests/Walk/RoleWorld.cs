using System.Numerics;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>The whole application with one of every role in it.</summary>
public sealed class RoleWorld : IAsyncLifetime
{
    private readonly Dictionary<Role, User> people = [];
    private Task<Dictionary<string, string>>? things;

    /// <summary>Each role by itself.</summary>
    public static IReadOnlyList<Role> EachAlone { get; } =
        [.. Enum.GetValues<Role>().Where(role => BitOperations.PopCount((uint)role) == 1)];

    public GiftCardsApp App { get; } = new();

    /// <summary>Where it listens.</summary>
    public Uri? Address { get; private set; }

    public Merchant Merchant { get; private set; } = null!;

    public Merchant Other { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => InitializeAsync(isListening: false);

    /// <summary>Fills the world; where it listens, behind a real connection.</summary>
    public async ValueTask InitializeAsync(bool isListening)
    {
        await App.InitializeAsync();
        Address = isListening ? App.Listen() : null;
        Merchant = await App.AddMerchantAsync();
        Other = await App.AddMerchantAsync();
        await AddAsync(Role.Buyer);
        await AddAsync(Role.Cashier, (Merchant, StaffRole.Cashier));
        await AddAsync(Role.Manager, (Merchant, StaffRole.Manager));
        await AddAsync(Role.Owner, (Merchant, StaffRole.Owner));
        await AddAsync(Role.Stranger, (Other, StaffRole.Owner));
        foreach (var role in new[] { Role.Full, Role.Analytics, Role.Support, Role.Points })
        {
            await AddAsync(role);
            await using var context = App.Database.OpenAcrossMerchants();
            context.Add(new Administrator
            {
                UserId = people[role].UserId,
                Permissions = Enum.Parse<AdminPermissions>(role.ToString()),
                CreatedAt = App.Get<TimeProvider>().GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    /// <summary>The ids of one of everything that somebody has, by what it is.</summary>
    public Task<Dictionary<string, string>> ThingsAsync() => things ??= OwnThings.MakeAsync(this);

    public string EmailOf(Role role) => people[role].Email!;

    public UserId UserOf(Role role) => people[role].UserId;

    /// <summary>The role as the actor of a use case.</summary>
    public Actor ActorOf(Role role)
    {
        var session = new ActorSession(new SessionId(Guid.NewGuid()), App.Get<TimeProvider>().GetInstant(), true, true);
        Actor actor = role switch
        {
            Role.Anonymous => new Actor.Anonymous("203.0.113.7"),
            Role.Buyer => new Actor.Buyer(UserOf(role)),
            Role.Cashier => new Actor.Staff(UserOf(role), Merchant.Id, StaffRole.Cashier),
            Role.Manager => new Actor.Staff(UserOf(role), Merchant.Id, StaffRole.Manager),
            Role.Owner => new Actor.Staff(UserOf(role), Merchant.Id, StaffRole.Owner),
            Role.Stranger => new Actor.Staff(UserOf(role), Other.Id, StaffRole.Owner),
            Role.Viewer => new Actor.Support(UserOf(Role.Support), Merchant.Id),
            Role.SmallKey => new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), Merchant.Id, Permissions.LoyaltyRead),
            Role.Key => new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), Merchant.Id, Permissions.Scopes),
            _ => new Actor.Administrator(UserOf(role), Enum.Parse<AdminPermissions>(role.ToString())),
        };
        return role is Role.Anonymous or Role.SmallKey or Role.Key ? actor : actor with { Session = session };
    }

    private async Task AddAsync(Role role, params (Merchant Merchant, StaffRole Role)[] parts) =>
        people[role] = await App.AddUserAsync($"{role}@example.test".ToLowerInvariant(), parts);
}
