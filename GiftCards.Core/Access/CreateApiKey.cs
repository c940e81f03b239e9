using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;

namespace GiftCards.Core.Access;

/// <summary>Make a key for one of a merchant's programs.</summary>
public sealed record CreateApiKey
{
    public required MerchantId Merchant { get; init; }

    /// <summary>What the key is for, in the merchant's words.</summary>
    public required string Name { get; init; }

    public required Permissions Scopes { get; init; }

    /// <summary>Null for a key that does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether the key is for earnest use or for trying things out; shows in its prefix.</summary>
    public bool IsLive { get; init; }
}

/// <summary>A key that was just made.</summary>
/// <param name="Id">Names it from now on.</param>
/// <param name="Key">The key itself, told this once.</param>
/// <param name="Preview">Its first characters, to recognise it by.</param>
public sealed record CreatedApiKey(ApiKeyId Id, string Key, string Preview);

/// <summary>
/// Makes keys; nobody gives a program more than they may do themselves. Errors: <c>forbidden</c>, <c>not_found</c>,
/// <c>beyond_own_rights</c>, <c>invalid_request</c>.
/// </summary>
public sealed class CreateApiKeyHandler(GiftCardsDatabase database, TimeProvider time)
{
    private const int PreviewLength = 14;

    public async Task<Result<CreatedApiKey>> HandleAsync(
        Actor actor, CreateApiKey command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if ((actor.Refuse(Permissions.KeysManage, command.Merchant)
            ?? RecentSignIn.RefuseAdministrator(actor, now)) is { } refused)
        {
            return refused;
        }

        if ((Refuse(command, now)
            ?? KeyRules.RefuseScopes(actor, command.Merchant, command.Scopes)) is { } invalid)
        {
            return invalid;
        }

        var key = OpaqueToken.Create(ApiKeyAuthenticator.Prefix + (command.IsLive ? "live_" : "test_"));
        var row = Row(command.Merchant, command.Name, key, command.Scopes, now, command.ExpiresAt);
        await using var context = database.OpenFor(actor);
        context.ApiKeys.Add(row);
        context.Record(
            actor,
            new AuditNote(AuditActions.ApiKeyCreated, row.MerchantId, AuditTargets.ApiKey, row.Id.ToString())
            {
                After = new { row.Scopes, row.ExpiresAt, command.IsLive },
            },
            now);
        await context.SaveChangesAsync(cancellationToken);
        return new CreatedApiKey(row.Id, key, row.Preview);
    }

    /// <summary>What is kept of a key.</summary>
    internal static ApiKey Row(
        MerchantId merchant,
        string name,
        string key,
        Permissions scopes,
        DateTimeOffset now,
        DateTimeOffset? expiresAt = null) => new()
        {
            MerchantId = merchant,
            Id = PublicId.New<ApiKeyId>(now),
            Name = name,
            Hash = OpaqueToken.Hash(key),
            Preview = key[..Math.Min(PreviewLength, key.Length)],
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        };

    private static DomainError? Refuse(CreateApiKey command, DateTimeOffset now) =>
        TextRules.RefuseName(command.Name, "name")
        ?? (command.Scopes is Permissions.None || (command.Scopes & ~Permissions.Scopes) != 0
            ? new InvalidRequest("scopes", InvalidReason.Choice)
            : null)
        ?? (command.ExpiresAt <= now ? new InvalidRequest("expiresAt", InvalidReason.Date) : null);
}
