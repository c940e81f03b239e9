using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Merchants;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Onboarding;

public sealed class OnboardingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_business_is_begun_as_a_draft_that_its_owner_goes_on_with(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;
        var person = await accounts.AddOwnerAsync();

        var owner = await world.BeginAsync(person);
        var setUp = await world.SetUpAsync(owner);

        Assert.Equal(MerchantStatus.Draft, setUp.Merchant.Status);
        Assert.Equal("Lena Luna", setUp.Merchant.ContactName);
        Assert.Equal([OnboardingStep.Details], setUp.Onboarding!.Done);
        Assert.Equal(OnboardingStep.Programme, setUp.Onboarding.Next);
        Assert.Equal([2_500, 5_000, 10_000, 20_000], setUp.Settings.PresetsMinor);
        Assert.Equal("LUNA", setUp.Settings.CodePrefix);
        Assert.Equal([setUp.Merchant.Id], await world.Get<OnboardingQueries>().UnfinishedAsync(person, Token));
        Assert.Null(await world.Get<CatalogueQueries>().FindAsync("luna-spa", Token));
    }

    [Theory, EveryProvider]
    public async Task Two_businesses_cannot_have_one_short_name(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;
        var first = await accounts.AddOwnerAsync();
        var second = new Actor.Buyer(await accounts.AddOwnerAsync("other@luna.example"));
        var owner = await world.BeginAsync(first);
        var save = world.Get<SaveDetailsHandler>();

        Assert.IsType<ShortNameTaken>((await save.HandleAsync(second, BusinessWorld.Details(), Token)).Error);
        Assert.IsType<ShortNameReserved>((await save.HandleAsync(second, BusinessWorld.Details("admin"), Token)).Error);
        var answer = await world.Get<ShortNameQuery>().AskAsync(second, null, "Luna Spa", Token);
        Assert.Equal(("luna-spa", "luna-spa-2"), (answer.Slug, answer.Free));
        Assert.IsType<ShortNameTaken>(answer.Error);
        Assert.Null((await world.Get<ShortNameQuery>().AskAsync(owner, "luna-spa", null, Token)).Error);

        var other = await world.BeginAsync(second.User, BusinessWorld.Details(answer.Free!));
        Assert.IsType<ShortNameTaken>((await save.HandleAsync(other, BusinessWorld.Details(), Token)).Error);
    }

    [Theory, EveryProvider]
    public async Task Another_currency_begins_the_rules_anew_until_the_business_is_handed_in(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;
        var owner = await world.PrepareAsync(await accounts.AddOwnerAsync());

        var changed = await world.Get<SaveDetailsHandler>().HandleAsync(
            owner, BusinessWorld.Details() with { Currency = "JPY", Country = "JP", TimeZone = "Asia/Tokyo" }, Token);
        var setUp = await world.SetUpAsync(owner);

        Assert.Equal("JPY", changed.Value.Currency.Code);
        Assert.Equal([2_500, 5_000, 10_000, 20_000], setUp.Settings.PresetsMinor);
        Assert.Equal("JPY", setUp.Settings.Currency.Code);
        Assert.Equal(OnboardingStep.Programme, setUp.Onboarding!.Next);
    }

    [Fact]
    public async Task What_a_business_was_approved_with_stays()
    {
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        var owner = await world.OpenAsync(await accounts.AddOwnerAsync());
        var save = world.Get<SaveDetailsHandler>();

        Assert.Equal(new FieldSettled("slug"), (await save.HandleAsync(owner, BusinessWorld.Details("other-name"), Token)).Error);
        Assert.Equal(new FieldSettled("country"), (await save.HandleAsync(owner, BusinessWorld.Details(country: "FR"), Token)).Error);
        Assert.Equal(new FieldSettled("currency"), (await save.HandleAsync(owner, BusinessWorld.Details() with { Currency = "USD" }, Token)).Error);
        Assert.Equal(new FieldSettled("legalName"), (await world.SaveRecordAsync(owner)).Error);
        Assert.True((await save.HandleAsync(owner, BusinessWorld.Details() with { Description = "New words." }, Token)).IsOk);
    }

    [Theory, EveryProvider]
    public async Task What_a_business_says_of_itself_changes_with_a_trace_that_names_nobody(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;
        var owner = await world.BeginAsync(await accounts.AddOwnerAsync());
        var changed = BusinessWorld.Details() with
        {
            City = "Potsdam",
            ContactName = "Somebody Else",
            Email = "other@luna.example",
        };

        Assert.True((await world.Get<SaveDetailsHandler>().HandleAsync(owner, changed, Token)).IsOk);
        Assert.True((await world.Get<SaveBrandingHandler>()
            .HandleAsync(owner, new SaveBranding("#22577A", MailLook.Line), null, Token)).IsOk);
        Assert.True((await world.Get<RemoveLogoHandler>().HandleAsync(owner, Token)).IsOk);
        var hooks = new SaveWebhookHandler(world.Database, new OutsideRules(true), world.Clock);
        Assert.True((await hooks.HandleAsync(owner, "https://events.luna.example/take?secret=1", Token)).IsOk);
        Assert.True((await hooks.HandleAsync(owner, "", Token)).IsOk);
        Assert.True((await hooks.HandleAsync(owner, "", Token)).IsOk);

        await using var context = world.Database.OpenAcrossMerchants();
        var told = await context.AuditEntries.AsNoTracking()
            .Where(entry => entry.Action == AuditActions.BusinessChanged)
            .Select(entry => $"{entry.Before} {entry.After}")
            .ToListAsync(Token);
        Assert.Equal(5, told.Count);
        Assert.Contains(told, change => change.Contains("Berlin", StringComparison.Ordinal) && change.Contains("Potsdam", StringComparison.Ordinal));
        Assert.Contains(told, change => change.Contains("#22577A", StringComparison.Ordinal));
        Assert.Equal(2, told.Count(change => change.Contains("events.luna.example", StringComparison.Ordinal)));
        foreach (var secret in new[] { "Somebody", "other@", "secret" })
        {
            Assert.DoesNotContain(told, change => change.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Only_an_owner_sets_a_business_up_and_only_their_own()
    {
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        var owner = (Actor.Staff)await world.PrepareAsync(await accounts.AddOwnerAsync());
        var document = await world.AddDocumentAsync(owner);
        var stranger = await world.BeginAsync(await accounts.AddOwnerAsync("s@luna.example"), BusinessWorld.Details("stranger"));
        Actor[] others =
        [
            new Actor.Staff(owner.User, owner.Merchant, StaffRole.Manager), new Actor.Staff(owner.User, owner.Merchant, StaffRole.Cashier), new Actor.Buyer(owner.User),
            new Actor.ApiKeyHolder(new ApiKeyId(Guid.NewGuid()), owner.Merchant, Permissions.All),
        ];

        foreach (var other in others)
        {
            Assert.IsType<Forbidden>((await world.Get<OnboardingQueries>().GetAsync(other, Token)).Error);
            Assert.IsType<Forbidden>((await world.SaveRecordAsync(other)).Error);
            Assert.IsType<Forbidden>((await world.AddDocumentAsync(other)).Error);
            Assert.IsType<Forbidden>((await world.LaunchAsync(other)).Error);
        }

        Assert.IsType<NotFound>((await world.Get<GiftCards.Core.Verification.RemoveDocumentHandler>().HandleAsync(stranger, document.Value.Id, Token)).Error);
        Assert.IsType<NotFound>((await world.Get<GiftCards.Core.Files.FileQueries>().OpenAsync(document.Value.Id, stranger, Token)).Error);
        Assert.True((await world.Get<GiftCards.Core.Files.FileQueries>().OpenAsync(document.Value.Id, owner, Token)).IsOk);
    }

    [Fact]
    public async Task A_business_is_handed_in_once_with_all_steps_and_the_terms_of_the_day()
    {
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        var person = await accounts.AddOwnerAsync();
        var owner = await world.BeginAsync(person);
        var launch = world.Get<LaunchBusinessHandler>();

        Assert.Equal(new StepMissing(OnboardingStep.Programme), (await world.LaunchAsync(owner)).Error);
        var ready = await world.PrepareAsync(person, BusinessWorld.Details("second-one"));
        Assert.IsType<TermsNotAccepted>((await launch.HandleAsync(ready, new LaunchBusiness(false, BusinessTerms.Version), Token)).Error);
        Assert.IsType<Conflict>((await launch.HandleAsync(ready, new LaunchBusiness(true, "2019-01"), Token)).Error);
        Assert.True((await world.LaunchAsync(ready)).IsOk);
        Assert.IsType<Conflict>((await world.LaunchAsync(ready)).Error);

        var setUp = await world.SetUpAsync(ready);
        Assert.Equal(BusinessTerms.Version, setUp.Onboarding!.TermsVersion);
        Assert.Equal(person, setUp.Onboarding.TermsAcceptedBy);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.MerchantDecisions.CountAsync(d => d.MerchantId == setUp.Merchant.Id && d.Kind == GiftCards.Core.Verification.DecisionKind.Submitted, Token));
    }
}
