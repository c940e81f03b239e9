using GiftCards.Core.Administration;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using GiftCards.Core.Privacy;
using GiftCards.Core.Teams;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GiftCards.Core.Access;

/// <summary>
/// Registers people, their rights and their sessions. What uses Identity's stores is scoped, as they are.
/// </summary>
public static class AccessRegistration
{
    /// <summary>Above the 210,000 rounds that OWASP asks of PBKDF2 with SHA-512.</summary>
    private const int PasswordRounds = 220_000;

    public static IServiceCollection AddGiftCardsAccess(this IServiceCollection services, RateLimitOptions limits)
    {
        services.AddSingleton(limits);
        services.Configure<IdentityOptions>(ConfigureIdentity);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordRounds);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddIdentityCore<User>()
            .AddEntityFrameworkStores<GiftCardsDbContext>();
        services.Replace(ServiceDescriptor.Singleton<ILookupNormalizer, BlindIndexNormalizer>());

        services.AddSingleton<AttemptLimiter>();
        services.AddSingleton<StandInPassword>();
        services.AddSingleton<FailedSignIns>();
        services.TryAddSingleton(SecondFactorExemptions.None);
        services.AddSingleton<SecondFactors>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<SessionQueries>();
        services.AddSingleton<EndSessionHandler>();
        services.AddSingleton<ProveAgainHandler>();
        services.AddSingleton<SecurityQueries>();
        services.AddSingleton<SetUpAuthenticatorHandler>();
        services.AddSingleton<RemoveAuthenticatorHandler>();
        services.AddSingleton<RenewRecoveryCodesHandler>();
        services.AddSingleton<RequireSecondFactorHandler>();
        services.AddSingleton<ApiKeyAuthenticator>();
        services.AddSingleton<CreateApiKeyHandler>();
        services.AddSingleton<RotateApiKeyHandler>();
        services.AddSingleton<RevokeApiKeyHandler>();
        services.AddSingleton<ApiKeyQueries>();
        services.AddSingleton<ApiKeyUsage>();
        services.AddSingleton<AdministratorQueries>();
        services.AddSingleton<AddAdministratorHandler>();
        services.AddSingleton<SetAdministratorHandler>();
        services.AddSingleton<ColleagueQuery>();
        services.AddAdministration();
        services.AddPrivacy();
        services.AddSingleton<ProfileQueries>();
        services.AddSingleton<UpdateProfileHandler>();
        services.AddSingleton<ConfirmEmailHandler>();
        services.AddSingleton<RequestConfirmationHandler>();
        services.AddSingleton<RequestPasswordResetHandler>();

        services.AddSingleton<SignInNotices>();
        services.AddSingleton<IOutboxHandler, SignInNoticeHandler>();
        foreach (var type in AccountMailHandler.Types)
        {
            services.AddSingleton<IOutboxHandler>(
                provider => ActivatorUtilities.CreateInstance<AccountMailHandler>(provider, type));
        }

        services.AddSingleton<PasskeyQueries>();
        services.AddScoped<ChangePasskeysHandler>();
        services.AddScoped<CredentialCheck>();
        services.AddScoped<SessionTokens>();
        services.AddScoped<RegisterUserHandler>();
        services.AddScoped<ResetPasswordHandler>();
        services.AddScoped<CreateAdministratorHandler>();
        services.AddTeams();
        return services;
    }

    private static void ConfigureIdentity(IdentityOptions options)
    {
        IdentityStore.Configure(options);
        options.User.RequireUniqueEmail = true;
        options.User.AllowedUserNameCharacters = ""; // The user name is the address, which has rules of its own.
        options.Password.RequiredLength = PasswordRules.MinLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Password.RequiredUniqueChars = 1;
    }
}
