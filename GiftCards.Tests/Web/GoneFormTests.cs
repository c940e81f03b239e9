using System.Net;
using AngleSharp.Html.Dom;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Reviews;
using GiftCards.Core.Settlement;
using GiftCards.Core.Verification;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>Whoever presses a button that is not there any more comes back to the page and reads why.</summary>
public sealed class GoneFormTests
{
    private const string Reviews = "/admin/reviews";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Testing")]
    [InlineData("Development")]
    public async Task The_slower_of_two_who_look_at_a_review_hears_that_it_is_done(string environment)
    {
        await using var app = await GiftCardsApp.StartAsync(settings: ("environment", environment));
        var (review, other) = (await ReportedAsync(app), await ReportedAsync(app));
        using var ada = await AdministratorAsync(app, "ada@example.test");
        using var bob = await AdministratorAsync(app, "bob@example.test");
        using var first = await bob.SendAsync(Reviews, $"Keep-{other}");
        Assert.EndsWith($"{Reviews}?done=keep", first.Headers.Location?.ToString(), StringComparison.Ordinal);
        var seen = await bob.ReadAsync($"{Reviews}?done=keep");
        Assert.NotNull(seen.QuerySelector("main .alert.tone-good"));

        using var quicker = await ada.SendAsync(Reviews, $"Hide-{review}");
        using var slower = await bob.SendAsync(seen, $"{Reviews}?done=keep", $"Keep-{review}");

        Assert.Equal(HttpStatusCode.Found, quicker.StatusCode);
        Assert.Equal((HttpStatusCode.SeeOther, Reviews), (slower.StatusCode, slower.Headers.Location?.ToString()));
        Assert.Null(Notice(await bob.ReadAsync("/admin/refunds")));
        var page = await bob.ReadAsync(Reviews);
        Assert.Contains("Somebody may have been quicker", Notice(page), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("main .alert.tone-good"));
        Assert.Null(Notice(await bob.ReadAsync(Reviews)));
        Assert.Null(Notice(await ada.ReadAsync(Reviews)));
        await using var context = app.Database.OpenAcrossMerchants();
        Assert.Equal(ReviewStatus.Hidden, (await context.Reviews.SingleAsync(row => row.Id == review, Token)).Status);
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.TargetId == review.ToString(), Token));
    }

    [Fact]
    public async Task The_slower_of_two_who_repeat_a_payout_makes_no_second_one()
    {
        await using var world = await TestWorld.StartAsync();
        var merchant = await world.AddMerchantAsync();
        await world.BuyAsync(merchant, 100_000);
        await world.VerifiedAccountAsync(merchant);
        await world.RunPayoutsAsync();
        var failed = await world.PayoutAsync();
        await world.MakeFileAsync();
        await world.MarkAsync(failed, BankAnswer.Failed, "Account closed");
        await using var app = GiftCardsApp.On(world.OwnDatabase, world.Clock);
        using var ada = await AdministratorAsync(app, "ada@example.test");
        using var bob = await AdministratorAsync(app, "bob@example.test");
        var seen = await bob.ReadAsync("/admin/payouts?status=failed");

        using var quicker = await ada.SendAsync("/admin/payouts", $"retry-{failed.Id}");
        using var slower = await bob.SendAsync(seen, "/admin/payouts?status=failed", $"retry-{failed.Id}");

        Assert.Equal(HttpStatusCode.OK, quicker.StatusCode);
        Assert.Equal("/admin/payouts?status=failed", slower.Headers.Location?.ToString());
        var page = await bob.ReadAsync("/admin/payouts?status=failed");
        Assert.NotNull(Notice(page));
        Assert.Contains("Paid again", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(2, (await world.PayoutsAsync()).Count);
        await world.AssertBooksAsync();
    }

    [Fact]
    public async Task The_slower_of_two_who_decide_about_a_business_is_refused_in_words()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        await using var context = app.Database.OpenAcrossMerchants();
        await context.Merchants.Where(row => row.Id == merchant.Id).ExecuteUpdateAsync(
            update => update.SetProperty(row => row.Status, MerchantStatus.Pending), Token);
        using var ada = await AdministratorAsync(app, "ada@example.test");
        using var bob = await AdministratorAsync(app, "bob@example.test");
        var path = $"/admin/businesses/{merchant.Id}";
        var seen = await bob.ReadAsync(path);

        using var quicker = await ada.SendAsync(path, "decide", Decision(BusinessAction.Reject));
        using var slower = await bob.SendAsync(seen, path, "decide", Decision(BusinessAction.AskForMore));

        Assert.Equal(HttpStatusCode.Found, quicker.StatusCode);
        Assert.NotNull((await Visitor.ParseAsync(slower)).QuerySelector("main [role=alert]"));
        Assert.Equal(1, await context.MerchantDecisions.CountAsync(row => row.MerchantId == merchant.Id, Token));

        static (string Name, string Value)[] Decision(BusinessAction action) =>
            [("Input.Action", $"{action}"), ("Input.Reason", "Documents"), ("Input.IsConfirmed", "true")];
    }

    [Theory]
    [InlineData("nothing-of-the-kind", "/admin/reviews?show=hidden")]
    [InlineData("https://evil.example", "/admin/reviews?show=hidden&next=//evil.example&after=%2F%2Fevil.example")]
    public async Task A_form_that_never_was_leads_to_the_same_page_and_nowhere_else(string form, string path)
    {
        await using var app = await GiftCardsApp.StartAsync();
        using var ada = await AdministratorAsync(app, "ada@example.test");

        using var answer = await PostAsync(ada, path, [("_handler", form), ("__RequestVerificationToken", await TokenAsync(ada))]);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.StartsWith("/admin/reviews?show=hidden", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(Notice(await ada.ReadAsync(answer.Headers.Location.ToString())));
    }

    [Fact]
    public async Task A_post_that_no_page_of_ours_would_send_is_refused_as_before()
    {
        await using var app = await GiftCardsApp.StartAsync();
        using var ada = await AdministratorAsync(app, "ada@example.test");
        var proof = ("__RequestVerificationToken", await TokenAsync(ada));
        foreach (var fields in new (string, string)[][]
        {
            [("_handler", "gone")],
            [("_handler", "gone"), ("__RequestVerificationToken", "forged")],
            [proof],
            [proof, ("_handler", "")],
            [proof, ("_handler", "gone"), ("_handler", "other")],
        })
        {
            using var answer = await PostAsync(ada, Reviews, fields);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Null(answer.Headers.Location);
            Assert.Contains("This did not work", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }

        using var api = await PostAsync(ada, "/api/v1/gift-cards", [proof, ("_handler", "gone")]);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, api.StatusCode);
        Assert.Null(Notice(await ada.ReadAsync(Reviews)));
    }

    private static string? Notice(IHtmlDocument page) => page.QuerySelector("[data-meanwhile]")?.TextContent;

    private static async Task<string> TokenAsync(Visitor person) =>
        (await person.ReadAsync(Reviews)).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static async Task<HttpResponseMessage> PostAsync(
        Visitor person, string path, IReadOnlyList<(string Name, string Value)> fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await person.Client.PostAsync(new Uri(path, UriKind.Relative), content, Token);
    }

    private static async Task<Visitor> AdministratorAsync(GiftCardsApp app, string email)
    {
        await app.AddAdministratorAsync(email);
        var browser = new Visitor(app);
        using var entered = await browser.SignInAsync(email);
        Assert.Equal(HttpStatusCode.Found, entered.StatusCode);
        return browser;
    }

    private static async Task<ReviewId> ReportedAsync(GiftCardsApp app)
    {
        var merchant = await app.AddMerchantAsync();
        var author = await app.AddUserAsync($"author-{merchant.Slug}@example.test");
        var review = new Review
        {
            MerchantId = merchant.Id,
            Id = PublicId.New<ReviewId>(author.CreatedAt),
            AuthorId = author.UserId,
            Rating = 1,
            Text = "Not for me",
            CreatedAt = author.CreatedAt,
            UpdatedAt = author.CreatedAt,
            ReportedAt = author.CreatedAt,
        };
        await using var context = app.Database.OpenAcrossMerchants();
        context.Add(review);
        context.ReviewReports.Add(new ReviewReport
        {
            MerchantId = merchant.Id,
            ReviewId = review.Id,
            ReporterId = author.UserId,
            Reason = ReportReason.Untrue,
            At = author.CreatedAt,
        });
        await context.SaveChangesAsync(Token);
        return review.Id;
    }
}
