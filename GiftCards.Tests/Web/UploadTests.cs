using System.Net;
using System.Net.Http.Headers;
using GiftCards.Core.Common;
using GiftCards.Core.Files;
using GiftCards.Core.Persistence;
using GiftCards.Core.Verification;
using GiftCards.Tests.Core.Files;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Visitor = GiftCards.Tests.Components.Account.Browser;

namespace GiftCards.Tests.Web;

/// <summary>Files as browsers send and fetch them, friendly ones and others.</summary>
public sealed class UploadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_picture_comes_back_as_what_it_is_and_to_its_person_alone(DatabaseProvider provider)
    {
        await using var app = await GiftCardsApp.StartAsync(provider);
        await app.AddUserAsync("ada@example.test");
        await app.AddUserAsync("eve@example.test");
        using var ada = new Visitor(app);
        using var eve = new Visitor(app);
        await ada.SignInAsync("ada@example.test");
        await eve.SignInAsync("eve@example.test");

        using var sent = await SendAsync(ada, SampleFiles.Png(), "../../x.svg");
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        var path = (await ada.ReadAsync("/account")).QuerySelector(".account-avatar img")!.GetAttribute("src")!;

        using var own = await ada.GetAsync(path);
        Assert.Equal("image/png", own.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", own.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.StartsWith("sandbox", own.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("no-store", own.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        foreach (var elsewhere in new[] { path, "/files/fil_00000000000000000000000000", "/files/..%2f..%2fappsettings.json", "/files/x" })
        {
            using var foreign = await eve.GetAsync(elsewhere);
            using var nobody = await app.AnonymousClient().GetAsync(new Uri(elsewhere, UriKind.Relative), Token);
            Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (foreign.StatusCode, nobody.StatusCode));
        }
    }

    [Theory]
    [InlineData("html", "cannot be taken")]
    [InlineData("svg", "cannot be taken")]
    [InlineData("html in a png", "damaged")]
    [InlineData("50000", "too many pixels")]
    [InlineData("large", "too large")]
    [InlineData("none", "choose a file")]
    public async Task A_hostile_file_is_refused_in_words_that_say_why(string what, string words)
    {
        await using var app = await GiftCardsApp.StartAsync();
        await app.AddUserAsync("eve@example.test");
        using var eve = new Visitor(app);
        await eve.SignInAsync("eve@example.test");
        byte[] bytes = what switch
        {
            "html" => SampleFiles.Text("<!DOCTYPE html><script>alert(1)</script>"),
            "svg" => SampleFiles.Text("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            "html in a png" => SampleFiles.Png(8, 8, ("tEXt", SampleFiles.Text("x\0<html><script>alert(1)</script>"))),
            "50000" => SampleFiles.Png(50_000, 50_000),
            "large" => [.. SampleFiles.Png(), .. new byte[3 * 1024 * 1024]],
            _ => [],
        };

        using var answer = await SendAsync(eve, bytes, "holiday.png");
        var page = await Visitor.ParseAsync(answer);

        Assert.Contains(words, page.QuerySelector(".alert[role=alert]")!.TextContent, StringComparison.Ordinal);
        await using var context = app.Database.OpenAcrossMerchants();
        Assert.Equal(0, await context.Files.CountAsync(Token));
    }

    [Fact]
    public async Task Another_businesss_documents_and_pages_are_not_there()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var mine = await app.AddMerchantAsync();
        var theirs = await app.AddMerchantAsync();
        var owner = await app.AddUserAsync("owner@example.test", (theirs, StaffRole.Owner));
        await app.AddUserAsync("eve@example.test", (mine, StaffRole.Owner));
        await app.AddUserAsync("cashier@example.test", (theirs, StaffRole.Cashier));
        var document = await app.Get<AddDocumentHandler>().HandleAsync(
            new Actor.Staff(owner.UserId, theirs.Id, StaffRole.Owner),
            FileKind.Licence,
            new IncomingFile(new MemoryStream(SampleFiles.Pdf()), "licence.pdf"),
            Token);

        foreach (var (email, status) in new[]
        {
            ("owner@example.test", HttpStatusCode.OK), ("eve@example.test", HttpStatusCode.NotFound), ("cashier@example.test", HttpStatusCode.NotFound),
        })
        {
            using var person = new Visitor(app);
            await person.SignInAsync(email);
            using var file = await person.GetAsync($"/files/{document.Value.Id}");
            using var admin = await person.GetAsync($"/admin/businesses/{theirs.Id}");
            Assert.Equal(status, file.StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, admin.StatusCode);
            if (status == HttpStatusCode.OK)
            {
                Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
            }
        }
    }

    [Fact]
    public async Task A_password_alone_opens_no_papers_where_more_is_asked_for()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var shop = await app.AddMerchantAsync();
        var owner = await app.AddUserAsync("owner@example.test", (shop, StaffRole.Owner));
        await app.AddAdministratorAsync("admin@example.test");
        var document = await app.Get<AddDocumentHandler>().HandleAsync(
            new Actor.Staff(owner.UserId, shop.Id, StaffRole.Owner),
            FileKind.IdentityDocument,
            new IncomingFile(new MemoryStream(SampleFiles.Pdf()), "passport.pdf"),
            Token);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], await StatusesAsync());

        app.WithoutSecondFactor.Remove("admin@example.test");
        await using (var context = app.Database.OpenAcrossMerchants())
        {
            await context.Merchants.Where(merchant => merchant.Id == shop.Id)
                .ExecuteUpdateAsync(update => update.SetProperty(merchant => merchant.RequiresSecondFactor, true), Token);
        }

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound], await StatusesAsync());

        async Task<IReadOnlyList<HttpStatusCode>> StatusesAsync()
        {
            List<HttpStatusCode> statuses = [];
            foreach (var email in new[] { "admin@example.test", "owner@example.test" })
            {
                using var person = new Visitor(app);
                await person.SignInAsync(email);
                using var answer = await person.GetAsync($"/files/{document.Value.Id}");
                statuses.Add(answer.StatusCode);
            }

            return statuses;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(Visitor browser, byte[] bytes, string name)
    {
        var page = await browser.ReadAsync("/account");
        var form = page.QuerySelectorAll("form").First(one => one.QuerySelector("input[name=_handler][value=avatar]") is not null);
        using var content = new MultipartFormDataContent();
        foreach (var input in form.QuerySelectorAll("input[type=hidden]"))
        {
            content.Add(new StringContent(input.GetAttribute("value") ?? ""), input.GetAttribute("name")!);
        }

        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        content.Add(file, "Avatar", name);
        return await browser.Client.PostAsync(new Uri("/account", UriKind.Relative), content, Token);
    }
}
