using System.Buffers.Binary;
using System.Net;
using System.Text.RegularExpressions;
using GiftCards.Tests.Browser;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Web;

/// <summary>What other sites show of a page: its tags, and the picture that a real Chromium draws.</summary>
public sealed partial class SharePictureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_picture_is_drawn_once_and_kept_until_what_it_shows_changes()
    {
        var chromium = BrowserApp.Chromium;
        Required.Or(chromium is not null, "Chromium is not installed (Debian: apt-get install chromium).");
        var folder = Directory.CreateTempSubdirectory("share-pictures-");
        try
        {
            await using var app = await GiftCardsApp.StartAsync(
                settings: [("Pdf:Chromium", chromium!), ("Pdf:Pictures", folder.FullName)]);
            var merchant = await app.AddMerchantAsync();
            using var client = app.AnonymousClient();

            var page = await client.GetStringAsync($"/m/{merchant.Slug}", Token);
            var path = PictureOf(page);
            Assert.StartsWith($"/m/{merchant.Slug}/share.png?v=", path, StringComparison.Ordinal);
            Assert.Contains("<meta property=\"og:image:width\" content=\"1200\"", page, StringComparison.Ordinal);
            Assert.Contains("content=\"summary_large_image\"", page, StringComparison.Ordinal);
            Assert.Empty(folder.GetFiles());

            using var answer = await client.GetAsync(path, Token);
            var picture = await answer.Content.ReadAsByteArrayAsync(Token);
            Assert.Equal("image/png", answer.Content.Headers.ContentType?.MediaType);
            Assert.Equal(1200, BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)));
            Assert.Equal(630, BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20)));
            var kept = Assert.Single(folder.GetFiles());
            await File.WriteAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "screenshots-share.png"), picture, Token);

            using var again = await client.GetAsync(path, Token);
            Assert.Equal(picture, await again.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal(kept.LastWriteTimeUtc, Assert.Single(folder.GetFiles()).LastWriteTimeUtc);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Without_a_program_that_draws_pages_share_what_the_business_has()
    {
        await using var app = await GiftCardsApp.StartAsync();
        var merchant = await app.AddMerchantAsync();
        using var client = app.AnonymousClient();

        Assert.Equal("/img/icon-512.png", PictureOf(await client.GetStringAsync($"/m/{merchant.Slug}", Token)));
        Assert.Equal("/img/icon-512.png", PictureOf(await client.GetStringAsync("/", Token)));
        using var missing = await client.GetAsync("/m/nobody/share.png", Token);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task A_program_that_draws_nothing_blocks_nobody()
    {
        var folder = Directory.CreateTempSubdirectory("share-pictures-");
        try
        {
            await using var app = await GiftCardsApp.StartAsync(
                settings: [("Pdf:Chromium", "/bin/true"), ("Pdf:Pictures", folder.FullName)]);
            Required.Or(File.Exists("/bin/true"), "There is no /bin/true.");
            var merchant = await app.AddMerchantAsync();
            using var client = app.AnonymousClient();

            using var answer = await client.GetAsync($"/m/{merchant.Slug}/share.png", Token);

            Assert.Equal("/img/icon-512.png", answer.Headers.Location?.ToString());
            Assert.Empty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string PictureOf(string page)
    {
        var found = ImageTag().Match(page);
        Assert.True(found.Success, "The page has no og:image.");
        return new Uri(WebUtility.HtmlDecode(found.Groups[1].Value)).PathAndQuery;
    }

    [GeneratedRegex("<meta property=\"og:image\" content=\"([^\"]+)\"")]
    private static partial Regex ImageTag();
}
