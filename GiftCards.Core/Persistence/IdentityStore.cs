using GiftCards.Core.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace GiftCards.Core.Persistence;

/// <summary>
/// Identity's tables depend on options found through the application's services, so tools and tests must supply the
/// same.
/// </summary>
public static class IdentityStore
{
    /// <summary>Services with just those options.</summary>
    public static IServiceProvider Services { get; } =
        new ServiceCollection().Configure<IdentityOptions>(Configure).BuildServiceProvider();

    public static void Configure(IdentityOptions options) =>
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
}

/// <summary>
/// What Identity calls normalising: the keyed hash of the e-mail address, so that the column that is searched never
/// holds an address.
/// </summary>
public sealed class BlindIndexNormalizer(Protector protector) : ILookupNormalizer
{
    public string? NormalizeEmail(string? email) =>
        email is null ? null : Convert.ToHexString(protector.HashEmail(email));

    public string? NormalizeName(string? name) => NormalizeEmail(name);
}
