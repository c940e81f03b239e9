using System.Globalization;
using Bunit;
using GiftCards.Core.Common;
using GiftCards.Core.Ledger;
using GiftCards.Core.Persistence;
using GiftCards.Core.Recovery;
using GiftCards.Core.Reporting;
using GiftCards.Tests.Core.Recovery;
using GiftCards.Tests.Support;
using GiftCards.Web.Components.Admin;
using GiftCards.Web.Components.Layout;
using Microsoft.EntityFrameworkCore;
using Xunit;
using TestContext = Xunit.TestContext;

namespace GiftCards.Tests.Components.Admin;

public sealed class LedgerPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Before_anything_was_checked_or_closed_the_page_says_so()
    {
        await using var desk = await OpenAsync();

        var page = desk.Render<LedgerPage>();

        page.WaitForAssertion(() => Assert.Contains("have not been checked yet", page.Markup));
        Assert.Contains("No day is closed yet", page.Markup);
        Assert.Empty(page.FindAll("tbody tr"));
        Assert.DoesNotContain("waits to be accepted", page.Markup);
    }

    [Theory]
    [InlineData("en", "Everything adds up", "Holds")]
    [InlineData("es", "Todo cuadra", "Se cumple")]
    public async Task The_books_are_proven_when_asked_for(string language, string verdict, string holds)
    {
        await using var desk = await OpenAsync(language);
        await desk.World.IssueCardAsync(await desk.World.AddMerchantAsync(), 10_000);
        var board = desk.Render<LedgerBoard>();

        await board.Find("button").ClickAsync(new());

        board.WaitForAssertion(() => Assert.Contains(verdict, board.Find("[role=status]").TextContent), TimeSpan.FromSeconds(30));
        Assert.Contains("UTC", board.Find(".alert time").TextContent);
        Assert.All(board.FindAll("tbody tr"), row => Assert.Contains(holds, row.TextContent));
        Assert.Empty(board.FindAll("progress"));
    }

    [Fact]
    public async Task Every_rule_is_told_in_the_language_of_the_reader()
    {
        await using var desk = await OpenAsync("es");
        var verdict = (await desk.World.Get<VerifyLedgerHandler>().HandleAsync(
            new Actor.System("verify-ledger"), LedgerScope.Everything, null, Token)).Value;

        var board = desk.Render<LedgerBoard>();

        board.WaitForAssertion(() => Assert.Equal(verdict.Findings.Count, board.FindAll("tbody tr").Count));
        Assert.All(verdict.Findings, finding => Assert.DoesNotContain(finding.Statement, board.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Broken_books_are_red_and_named()
    {
        await using var desk = await OpenAsync();
        await desk.World.IssueCardAsync(await desk.World.AddMerchantAsync(), 10_000);
        await using (var context = desk.World.Database.OpenAcrossMerchants())
        {
            await context.Database.ExecuteSqlRawAsync("UPDATE cards SET balance_minor = balance_minor + 1", Token);
        }

        await desk.World.Get<VerifyLedgerHandler>().HandleAsync(new Actor.System("verify-ledger"), LedgerScope.Everything, null, Token);

        var board = desk.Render<LedgerBoard>();

        board.WaitForAssertion(() => Assert.Contains("Something does not add up", board.Find(".alert.tone-bad").TextContent));
        var broken = board.FindAll("tbody tr").Where(row => row.QuerySelector(".tone-bad") is not null).Select(row => row.TextContent).ToList();
        Assert.Contains(broken, row => row.Contains("A card’s balance is the sum of its postings", StringComparison.Ordinal));
        Assert.All(broken, row => Assert.Contains("Broken", row));
    }

    [Fact]
    public async Task Closed_days_stand_newest_first_each_chained_to_the_one_before()
    {
        await using var desk = await OpenAsync();
        var now = desk.World.Clock.GetInstant();
        var first = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-2);
        desk.World.Clock.Set(now.AddDays(-2));
        await desk.World.IssueCardAsync(await desk.World.AddMerchantAsync(), 10_000);
        desk.World.Clock.Set(now);
        await desk.World.Get<CloseDaysHandler>().HandleAsync(Token);

        var page = desk.Render<LedgerPage>();

        var rows = page.FindAll("#daily-closes ~ .table-scroll tbody tr");
        Assert.Equal(2, rows.Count);
        Assert.StartsWith(first.AddDays(1).ToString("d MMM yyyy", CultureInfo.CurrentCulture), rows[0].QuerySelector("th")!.TextContent.Trim(), StringComparison.Ordinal);
        var older = rows[1].QuerySelector(".code")!;
        Assert.Equal(64, older.GetAttribute("title")!.Length);
        Assert.Equal(older.GetAttribute("title"), rows[0].QuerySelectorAll(".code")[1].GetAttribute("title"));
        Assert.Contains("The first day", rows[1].TextContent);
        Assert.Equal(2, page.FindAll("rect").Count);
        var totals = page.FindAll("#daily-closes ~ details tbody tr").Select(row => row.TextContent).ToList();
        Assert.Contains(totals, row => row.StartsWith("Owed on cards", StringComparison.Ordinal) && row.Contains("AED\u00A0100.00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_totals_are_of_the_day_that_was_chosen_and_of_all_when_there_is_no_such_day()
    {
        await using var desk = await OpenAsync();
        var now = desk.World.Clock.GetInstant();
        desk.World.Clock.Set(now.AddDays(-2));
        var merchant = await desk.World.AddMerchantAsync();
        await desk.World.IssueCardAsync(merchant, 10_000);
        desk.World.Clock.Set(now.AddDays(-1));
        await desk.World.IssueCardAsync(merchant, 2_500);
        desk.World.Clock.Set(now);
        await desk.World.Get<CloseDaysHandler>().HandleAsync(Token);
        var yesterday = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);

        Assert.Equal((yesterday, 2_500), await CreditedAsync(yesterday));
        Assert.Equal((null, 12_500), await CreditedAsync(null));
        Assert.Equal((null, 12_500), await CreditedAsync(yesterday.AddYears(-5)));

        async Task<(DateOnly? Day, long Minor)> CreditedAsync(DateOnly? day)
        {
            var admin = new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full);
            var report = (await desk.World.Get<DailyCloseQueries>().LastAsync(admin, day, Token)).Value;
            return (report.Day, report.Totals.Single(total => total.Account == AccountKind.CardLiability).Credited.Minor);
        }
    }

    [Fact]
    public async Task A_restore_is_accepted_after_the_provider_was_asked_and_everybody_is_told_until_then()
    {
        await using var desk = await OpenAsync();
        await desk.World.AddRestorationAsync();
        var page = desk.Render<RestorePanel>();
        Assert.Contains("No money moves until", page.Markup);
        Assert.Single(page.FindAll("form"));
        Assert.Contains("after a recovery", desk.Render<ReadOnlyNotice>().Markup);

        page.FindAll("form")[0].Submit();
        page.WaitForAssertion(() => Assert.Contains("Payments and orders agree", page.Markup));
        page.FindAll("form")[1].Submit();

        page.WaitForAssertion(() => Assert.Contains("Money moves again", page.Markup));
        Assert.Empty(page.FindAll("form"));
        Assert.False(await desk.World.Get<ReadOnlyMode>().IsOnAsync(Token));
    }

    [Fact]
    public async Task Somebody_without_full_rights_sees_a_refusal_and_no_books()
    {
        await using var desk = await OpenAsync(permissions: AdminPermissions.Support);

        var page = desk.Render<LedgerPage>();

        Assert.Contains("Your role does not allow this", page.Find("[role=alert]").TextContent);
        Assert.Empty(page.FindAll("section"));
    }

    private static async Task<SignedInPage> OpenAsync(string language = "en", AdminPermissions permissions = AdminPermissions.Full)
    {
        var desk = (await SignedInPage.OpenAsync(language)).With<VerifyLedgerHandler>().With<DailyCloseQueries>()
            .With<RestorationQueries>().With<ReconcileRestoreHandler>().With<AcceptRestoreHandler>().With<ReadOnlyMode>();
        await desk.AdministrateAsync(permissions);
        return desk;
    }
}
