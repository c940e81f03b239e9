using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Files;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Core.Reporting;
using GiftCards.Core.Verification;
using GiftCards.Core.Verification.Identifiers;
using GiftCards.Tests.Core.Access;
using GiftCards.Tests.Core.Onboarding;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Verification;

public sealed class BusinessDecisionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task When_all_checks_pass_the_business_sells_at_once_and_its_owner_is_told(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;

        var owner = await world.OpenAsync(await accounts.AddOwnerAsync());
        var setUp = await world.SetUpAsync(owner);

        Assert.All(setUp.Checks, check => Assert.Equal(CheckOutcome.Passed, check.Outcome));
        Assert.Equal([DecisionKind.ApprovedByRules, DecisionKind.Submitted], setUp.Decisions.Select(d => d.Kind));
        Assert.NotNull(setUp.Merchant.ApprovedAt);
        Assert.NotNull(await world.Get<CatalogueQueries>().FindAsync("luna-spa", Token));
        Assert.True((await SellAsync(world)).IsOk);
        Assert.Contains("Luna Spa", Assert.Single(await MailsAsync(world, "is open")), StringComparison.Ordinal);
        await using var context = world.Database.OpenAcrossMerchants();
        var actions = await context.AuditEntries.Where(e => e.MerchantId == setUp.Merchant.Id).Select(e => e.Action).ToListAsync(Token);
        Assert.Contains(AuditActions.BusinessApprovedByRules, actions);
        Assert.Contains(AuditActions.BusinessRegistered, actions);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task When_a_check_does_not_pass_the_business_waits_and_is_approved_as_soon_as_it_does(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;
        var owner = await world.PrepareAsync(await accounts.AddOwnerAsync());
        await world.SaveRecordAsync(owner, taxId: "DE136695978");

        Assert.Equal(MerchantStatus.Pending, (await world.LaunchAsync(owner)).Value);
        var waiting = await world.SetUpAsync(owner);
        Assert.Equal(Why.CheckDigit, waiting.Checks.Single(check => check.Name == CheckName.TaxId).Why);
        Assert.Equal(Why.Missing, waiting.Checks.Single(check => check.Name == CheckName.Document).Why);
        Assert.Equal(DecisionKind.Queued, waiting.Latest!.Kind);
        Assert.IsType<NotFound>((await SellAsync(world)).Error);

        await world.AddDocumentAsync(owner);
        Assert.Equal(MerchantStatus.Pending, (await world.SetUpAsync(owner)).Merchant.Status);
        await world.SaveRecordAsync(owner);
        var open = await world.SetUpAsync(owner);
        Assert.Equal(MerchantStatus.Approved, open.Merchant.Status);
        Assert.Equal(1, open.Decisions.Count(decision => decision.Kind == DecisionKind.Queued));
        Assert.Single(await MailsAsync(world, "looking at"));
    }

    [Fact]
    public async Task A_tax_id_that_another_business_gave_and_a_country_without_rules_need_a_person()
    {
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        await world.OpenAsync(await accounts.AddOwnerAsync());

        var twin = await world.PrepareAsync(await accounts.AddOwnerAsync("twin@luna.example"), BusinessWorld.Details("twin"));
        await world.AddDocumentAsync(twin);
        await world.SaveRecordAsync(twin, taxId: "de 136 695 976");
        Assert.Equal(MerchantStatus.Pending, (await world.LaunchAsync(twin)).Value);
        Assert.Equal((CheckOutcome.NeedsPerson, Why.Shared), OutcomeOf(await world.SetUpAsync(twin), CheckName.TaxIdUnique));

        var far = await world.PrepareAsync(
            await accounts.AddOwnerAsync("far@luna.example"), BusinessWorld.Details("far", "KE") with { TimeZone = "Africa/Nairobi" });
        await world.SaveRecordAsync(far, taxId: "P051234567X", registration: "CPR/2014/1");
        Assert.Equal((CheckOutcome.NeedsPerson, Why.NoRule), OutcomeOf(await world.SetUpAsync(far), CheckName.TaxId));

        var unproven = await world.PrepareAsync(await accounts.AddOwnerAsync("new@luna.example", isConfirmed: false), BusinessWorld.Details("new-one"));
        await world.SaveRecordAsync(unproven, taxId: "DE129273398");
        Assert.Equal((CheckOutcome.Failed, Why.Unconfirmed), OutcomeOf(await world.SetUpAsync(unproven), CheckName.OwnerAddressConfirmed));
    }

    [Theory, EveryProvider]
    public async Task A_suspended_business_sells_nothing_and_its_sold_cards_stay_good(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;
        var owner = await world.OpenAsync(await accounts.AddOwnerAsync());
        var merchant = (await world.SetUpAsync(owner)).Merchant;
        var placed = await world.PlaceOrderAsync(merchant, 5_000);
        var card = await world.IssueCardAsync(merchant, 5_000);

        Assert.Equal(MerchantStatus.Suspended, (await world.DecideAsync(merchant.Id, BusinessAction.Suspend)).Value);

        Assert.IsType<MerchantNotAccepting>((await SellAsync(world)).Error);
        Assert.IsType<MerchantNotAccepting>((await world.PayAsync(placed)).Error);
        Assert.IsType<MerchantNotAccepting>((await IssueAsync(world, merchant)).Error);
        Assert.IsType<MerchantNotAccepting>((await world.LoadAsync(TestWorld.StaffOf(merchant), card, 1_000)).Error);
        Assert.IsType<MerchantNotAccepting>((await world.PlaceTopUpAsync(merchant, new TopUpTarget(card.Code), 1_000)).Error);
        Assert.Null(await world.Get<CatalogueQueries>().FindAsync("luna-spa", Token));
        Assert.NotNull(await world.Get<CatalogueQueries>().FindSuspendedAsync("luna-spa", Token));
        Assert.True((await world.RedeemAsync(merchant, card.Code!, 2_000)).IsOk);
        Assert.Single(await MailsAsync(world, "is suspended"));

        Assert.Equal(MerchantStatus.Approved, (await world.DecideAsync(merchant.Id, BusinessAction.Reinstate)).Value);
        Assert.True((await SellAsync(world)).IsOk);
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task Each_decision_is_taken_once_where_it_is_allowed_and_with_a_reason(DatabaseProvider provider)
    {
        await using var accounts = await AccountWorld.StartAsync(provider, 100);
        var world = accounts.World;
        var owner = await world.PrepareAsync(await accounts.AddOwnerAsync());
        await world.SaveRecordAsync(owner, taxId: "");
        await world.LaunchAsync(owner);
        var id = (await world.SetUpAsync(owner)).Merchant.Id;

        Assert.IsType<InvalidRequest>((await world.DecideAsync(id, BusinessAction.Reject, " ")).Error);
        Assert.IsType<Conflict>((await world.DecideAsync(id, BusinessAction.Approve)).Error);
        Assert.IsType<Conflict>((await world.DecideAsync(id, BusinessAction.Suspend)).Error);
        Assert.IsType<NotFound>((await world.DecideAsync(new MerchantId(Guid.NewGuid()), BusinessAction.Reject)).Error);
        Assert.Equal(MerchantStatus.Pending, (await world.DecideAsync(id, BusinessAction.AskForMore, "Your licence, please")).Value);
        Assert.Equal("Your licence, please", (await world.SetUpAsync(owner)).Latest!.Reason);
        Assert.Equal(MerchantStatus.Rejected, (await world.DecideAsync(id, BusinessAction.Reject)).Value);
        Assert.IsType<Conflict>((await world.DecideAsync(id, BusinessAction.Reject)).Error);
        Assert.Equal(MerchantStatus.Pending, (await world.LaunchAsync(owner)).Value);

        var both = await Task.WhenAll(
            world.DecideAsync(id, BusinessAction.Override), world.DecideAsync(id, BusinessAction.Override));
        Assert.Single(both, decided => decided.IsOk);
        Assert.Single(both, decided => decided.Error is Conflict);
    }

    [Fact]
    public async Task What_the_rules_approved_can_be_taken_back_and_then_waits_for_a_person()
    {
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        var owner = await world.OpenAsync(await accounts.AddOwnerAsync());
        var id = (await world.SetUpAsync(owner)).Merchant.Id;

        Assert.Equal(MerchantStatus.Pending, (await world.DecideAsync(id, BusinessAction.Override)).Value);
        await world.AddDocumentAsync(owner);
        Assert.Equal(MerchantStatus.Pending, (await world.SetUpAsync(owner)).Merchant.Status);
        Assert.Equal(MerchantStatus.Approved, (await world.DecideAsync(id, BusinessAction.Approve)).Value);
        Assert.IsType<Conflict>((await world.DecideAsync(id, BusinessAction.Override)).Error);
    }

    [Fact]
    public async Task Only_those_who_run_the_platform_decide_and_look_and_reading_a_document_leaves_a_trace()
    {
        await using var accounts = await AccountWorld.StartAsync(scale: 100);
        var world = accounts.World;
        var owner = await world.OpenAsync(await accounts.AddOwnerAsync());
        var setUp = await world.SetUpAsync(owner);
        var support = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Support);
        var analyst = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Analytics);
        var query = world.Get<AdminBusinessQuery>();

        foreach (var actor in (Actor[])[owner, new Actor.Buyer(owner.Person!.Value), new Actor.Anonymous("::1"), support, analyst])
        {
            Assert.IsType<Forbidden>((await world.DecideAsync(setUp.Merchant.Id, BusinessAction.Suspend, actor: actor)).Error);
        }

        Assert.IsType<Forbidden>((await query.GetAsync(analyst, setUp.Merchant.Id, Token)).Error);
        Assert.Empty((await query.GetAsync(support, setUp.Merchant.Id, Token)).Value.Actions);
        Assert.Equal(
            [BusinessAction.Suspend, BusinessAction.Override],
            (await query.GetAsync(BusinessWorld.Admin, setUp.Merchant.Id, Token)).Value.Actions);

        var document = setUp.Documents.Single();
        var files = world.Get<FileQueries>();
        Assert.IsType<NotFound>((await files.OpenAsync(document.Id, analyst, Token)).Error);
        Assert.IsType<NotFound>((await files.OpenAsync(document.Id, new Actor.Buyer(owner.Person!.Value), Token)).Error);
        Assert.True((await files.OpenAsync(document.Id, support, Token)).IsOk);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.AuditEntries.CountAsync(e => e.TargetId == document.Id.ToString(), Token));
    }

    private static (CheckOutcome, string) OutcomeOf(GiftCards.Core.Onboarding.BusinessSetUp setUp, CheckName name)
    {
        var check = setUp.Checks.Single(one => one.Name == name);
        return (check.Outcome, check.Why);
    }

    private static Task<Result<Answer<PlacedOrder>>> SellAsync(TestWorld world) => world.Get<PlaceOrderHandler>().HandleAsync(
        new Actor.Anonymous("127.0.0.1"),
        new PlaceOrder(
            "luna-spa", [new PlaceOrderItem(new Money(5_000, Currency.Of("EUR")))], new Purchaser("Ben Buyer", "ben@example.test", null)),
        Guid.NewGuid().ToString(),
        Token);

    private static Task<Result<Answer<IssuedCard>>> IssueAsync(TestWorld world, Merchant merchant) =>
        world.Get<IssueCardHandler>().HandleAsync(
            TestWorld.StaffOf(merchant),
            new IssueCard(new Money(5_000, merchant.Currency), CardSource.Promotion),
            Guid.NewGuid().ToString(),
            Token);

    private static async Task<List<string>> MailsAsync(TestWorld world, string subject)
    {
        var dispatcher = world.Get<OutboxDispatcher>();
        while (await dispatcher.DispatchDueAsync(Token) > 0)
        {
        }

        await using var context = world.Database.OpenAcrossMerchants();
        var mails = await context.Mailbox.AsNoTracking().ToListAsync(Token);
        return [.. mails.Where(mail => mail.Subject.Contains(subject, StringComparison.Ordinal)).Select(mail => mail.Subject)];
    }
}
