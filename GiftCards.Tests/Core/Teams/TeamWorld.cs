using System.Text.RegularExpressions;
using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Teams;
using GiftCards.Tests.Core.Access;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Teams;

/// <summary>A merchant with an owner, and what happens in its team.</summary>
internal sealed partial class TeamWorld : IAsyncDisposable
{
    private TeamWorld(AccountWorld people, Merchant salon, UserId owner)
    {
        People = people;
        Salon = salon;
        Owner = owner;
    }

    public AccountWorld People { get; }

    public Merchant Salon { get; }

    public UserId Owner { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TeamWorld> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite)
    {
        var people = await AccountWorld.StartAsync(provider);
        var salon = await people.World.AddMerchantAsync();
        var owner = await people.AddPersonAsync("olga@mail.test");
        await people.AddMemberAsync(salon, owner, StaffRole.Owner);
        return new TeamWorld(people, salon, owner);
    }

    public ValueTask DisposeAsync() => People.DisposeAsync();

    /// <summary>Somebody of the salon, with an account of that name.</summary>
    public async Task<UserId> AddAsync(string name, StaffRole role)
    {
        var user = await People.AddPersonAsync($"{name}@mail.test");
        await People.AddMemberAsync(Salon, user, role);
        return user;
    }

    /// <summary>The person as they would act now.</summary>
    public async Task<Actor.Staff> ActAsync(UserId user) =>
        (await People.World.Get<ActorResolver>().StaffAsync(user, Salon.Id, Token))!;

    public async Task<Result<InvitationId>> InviteAsync(UserId by, string email, StaffRole role = StaffRole.Cashier) =>
        await People.World.Get<InviteMemberHandler>().HandleAsync(await ActAsync(by), new InviteMember(email, role), Token);

    public async Task<Result<Done>> ChangeAsync(UserId by, UserId member, StaffRole role) =>
        await People.World.Get<ChangeRoleHandler>().HandleAsync(await ActAsync(by), new ChangeRole(member, role), Token);

    public async Task<Result<Done>> RemoveAsync(UserId by, UserId member) =>
        await People.World.Get<RemoveMemberHandler>().HandleAsync(await ActAsync(by), new RemoveMember(member), Token);

    public async Task<Result<Done>> GrantAsync(UserId by, StaffRole role, Permissions permissions) =>
        await People.World.Get<SetRolePermissionsHandler>()
            .HandleAsync(await ActAsync(by), new SetRolePermissions(role, permissions), Token);

    public Task<Result<MerchantId>> AcceptAsync(UserId user, string token) =>
        People.World.Get<AcceptInvitationHandler>().HandleAsync(new Actor.Buyer(user), new AcceptInvitation(token), Token);

    public async Task<Team> ReadAsync(UserId by) =>
        (await People.World.Get<TeamQueries>().GetAsync(await ActAsync(by), Token)).Value;

    /// <summary>The secret of the last invitation that was mailed to that address.</summary>
    public async Task<string> TokenAsync(string email) =>
        Link().Match((await People.MailToAsync(email)).Last(mail => Link().IsMatch(mail.Text)).Text).Groups[1].Value;

    /// <summary>What the audit trail holds of the salon, oldest first.</summary>
    public async Task<IReadOnlyList<string>> AuditAsync()
    {
        await using var context = People.World.Database.OpenAcrossMerchants();
        return await context.AuditEntries.Where(entry => entry.MerchantId == Salon.Id).OrderBy(entry => entry.Id)
            .Select(entry => entry.Action).ToListAsync(Token);
    }

    [GeneratedRegex(@"/account/invitation/([\w-]+)")]
    private static partial Regex Link();
}
