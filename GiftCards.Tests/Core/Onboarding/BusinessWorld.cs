using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Onboarding;
using GiftCards.Core.Verification;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Onboarding;

/// <summary>What owners and those who run the platform do with a business on its way to selling.</summary>
internal static class BusinessWorld
{
    public static readonly Actor Admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static BusinessDetails Details(string slug = "luna-spa", string country = "DE") => new()
    {
        Name = "Luna Spa",
        Slug = slug,
        Description = "Quiet rooms.",
        Category = MerchantCategory.Spa,
        Size = BusinessSize.UpTo10,
        ContactName = "Lena Luna",
        Email = "hello@luna.example",
        Phone = "",
        Country = country,
        City = "Berlin",
        Address = "Torstrasse 1",
        Coordinates = null,
        OpeningHours = "",
        TimeZone = "Europe/Berlin",
        Currency = "EUR",
    };

    /// <summary>Somebody who signed up, with an address that is confirmed unless said otherwise.</summary>
    public static async Task<UserId> AddOwnerAsync(this AccountWorld accounts, string email = "lena@luna.example", bool isConfirmed = true)
    {
        var person = await accounts.AddPersonAsync(email);
        await using var context = accounts.World.Database.OpenAcrossMerchants();
        await context.Users.Where(user => user.Id == person.Value)
            .ExecuteUpdateAsync(update => update.SetProperty(user => user.EmailConfirmed, isConfirmed), Token);
        return person;
    }

    public static async Task<Actor> BeginAsync(this TestWorld world, UserId person, BusinessDetails? details = null)
    {
        var begun = await world.Get<SaveDetailsHandler>().HandleAsync(new Actor.Buyer(person), details ?? Details(), Token);
        return new Actor.Staff(person, begun.Value.Id, StaffRole.Owner);
    }

    /// <summary>All steps before the last.</summary>
    public static async Task<Actor> PrepareAsync(this TestWorld world, UserId person, BusinessDetails? details = null)
    {
        var owner = await world.BeginAsync(person, details);
        var setUp = await world.SetUpAsync(owner);
        await using (var context = world.Database.OpenAcrossMerchants())
        {
            var now = world.Clock.GetUtcNow();
            await context.Onboardings.Where(onboarding => onboarding.MerchantId == setUp.Merchant.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(o => o.ProgrammeAt, now), Token);
        }

        Assert.True((await world.Get<SaveRedeemingHandler>().HandleAsync(owner, RedeemingWay.Counter, Token)).IsOk);
        Assert.True((await world.Get<SaveBrandingHandler>().HandleAsync(owner, new SaveBranding("#22577A", MailLook.Line), null, Token)).IsOk);
        return owner;
    }

    public static async Task<BusinessSetUp> SetUpAsync(this TestWorld world, Actor owner) =>
        (await world.Get<OnboardingQueries>().GetAsync(owner, Token)).Value;

    public static Task<Result<Done>> SaveRecordAsync(
        this TestWorld world, Actor owner, string taxId = "DE136695976", string registration = "HRB 150148") =>
        world.Get<SaveRecordHandler>().HandleAsync(owner, new SaveRecord("Luna Spa GmbH", taxId, registration), Token);

    public static Task<Result<StoredFile>> AddDocumentAsync(this TestWorld world, Actor owner) =>
        world.Get<AddDocumentHandler>().HandleAsync(
            owner, FileKind.Licence, new IncomingFile(new MemoryStream(SampleFiles.Pdf()), "licence.pdf"), Token);

    public static Task<Result<MerchantStatus>> LaunchAsync(this TestWorld world, Actor owner) =>
        world.Get<LaunchBusinessHandler>().HandleAsync(owner, new LaunchBusiness(true, BusinessTerms.Version), Token);

    public static Task<Result<MerchantStatus>> DecideAsync(
        this TestWorld world, MerchantId id, BusinessAction action, string? reason = "Looked at it", Actor? actor = null) =>
        world.Get<DecideBusinessHandler>().HandleAsync(actor ?? Admin, id, new DecideBusiness(action, reason), Token);

    /// <summary>A business that passes every check and sells.</summary>
    public static async Task<Actor> OpenAsync(this TestWorld world, UserId person, BusinessDetails? details = null)
    {
        var owner = await world.PrepareAsync(person, details);
        Assert.True((await world.SaveRecordAsync(owner)).IsOk);
        Assert.True((await world.AddDocumentAsync(owner)).IsOk);
        Assert.Equal(MerchantStatus.Approved, (await world.LaunchAsync(owner)).Value);
        return owner;
    }
}
