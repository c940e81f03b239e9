using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace GiftCards.Web.Components.Storefront.Share;

/// <summary>How pictures for sharing are made.</summary>
/// <param name="Chromium">The program that draws; null where none is configured, and covers are shared instead.</param>
/// <param name="Folder">Where drawn pictures are kept.</param>
internal sealed record SharePictureOptions(string? Chromium, string Folder);

/// <summary>
/// The pictures that stand for merchants' pages where these are shared. Each is drawn when it is first asked for, never
/// while a page is drawn, and kept under the content it shows. One is drawn at a time and few wait; whoever cannot have
/// one now is told so and shares the merchant's cover.
/// </summary>
internal sealed partial class SharePictures(
    SharePictureOptions options,
    IServiceScopeFactory scopes,
    IWebHostEnvironment environment,
    TimeProvider time,
    ILoggerFactory loggers) : IDisposable
{
    /// <summary>Style sheets of the picture, beside its page.</summary>
    public static readonly IReadOnlyList<string> Styles = ["tokens.css", "app.css", "share.css"];

    private const int MaxKept = 1000;
    private const int MaxWaiting = 8;
    private const int MaxADay = 5000;
    private const string Layout = "1";

    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1);
    private readonly ILogger logger = loggers.CreateLogger<SharePictures>();
    private int waiting;
    private int drawn;
    private DateTimeOffset countedFrom;
    private DateTimeOffset restsUntil;

    /// <summary>The path of the merchant's picture; null where none is drawn.</summary>
    public string? PathFor(MerchantProfile profile) => options.Chromium is null
        ? null
        : $"/m/{profile.Merchant.Slug}/share.png?v={KeyOf(profile)}";

    /// <summary>The file of the merchant's picture, drawn if need be; null where it cannot be had now.</summary>
    public async Task<string?> FileAsync(MerchantProfile profile, CancellationToken cancellationToken)
    {
        if (options.Chromium is not { } program)
        {
            return null;
        }

        var file = Path.Combine(options.Folder, $"{KeyOf(profile)}.png");
        if (File.Exists(file))
        {
            return file;
        }

        try
        {
            return Interlocked.Increment(ref waiting) <= MaxWaiting
                ? await InTurnAsync(new ShareDrawing(program), profile, file, cancellationToken)
                : null;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Dispose() => turn.Dispose();

    private static string KeyOf(MerchantProfile profile)
    {
        var shown = string.Join(
            '\n', Layout, profile.Merchant.Name, profile.Merchant.City, profile.Merchant.Color, DesignOf(profile));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)).AsSpan(0, 16));
    }

    private static string DesignOf(MerchantProfile profile) =>
        CardDesigns.Name(profile.Settings.Designs.FirstOrDefault());

    private async Task<string?> InTurnAsync(
        ShareDrawing drawing, MerchantProfile profile, string file, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (File.Exists(file))
            {
                return file;
            }

            if (!MayDraw(time.GetInstant()))
            {
                return null;
            }

            await DrawAsync(drawing, profile, file);
            ForgetOldest();
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or Win32Exception)
        {
            restsUntil = time.GetInstant() + Rest;
            LogFailure(error, profile.Merchant.Id);
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    private bool MayDraw(DateTimeOffset now)
    {
        if (now - countedFrom >= TimeSpan.FromDays(1))
        {
            (countedFrom, drawn) = (now, 0);
        }

        return now >= restsUntil && ++drawn <= MaxADay;
    }

    private async Task DrawAsync(ShareDrawing drawing, MerchantProfile profile, string file)
    {
        Directory.CreateDirectory(options.Folder);
        var work = Directory.CreateTempSubdirectory("giftcards-share-");
        try
        {
            foreach (var sheet in Styles)
            {
                await using var from = environment.WebRootFileProvider.GetFileInfo($"css/{sheet}").CreateReadStream();
                await using var to = File.Create(Path.Combine(work.FullName, sheet));
                await from.CopyToAsync(to);
            }

            var page = Path.Combine(work.FullName, "page.html");
            await File.WriteAllTextAsync(page, await PageAsync(profile));
            var picture = Path.Combine(work.FullName, "picture.png");
            await drawing.DrawAsync(page, picture, work.FullName);
            File.Move(picture, file, overwrite: true);
        }
        finally
        {
            Remove(work);
        }
    }

    private async Task<string> PageAsync(MerchantProfile profile)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, loggers);
        var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(SharePictureDocument.Merchant)] = profile.Merchant,
            [nameof(SharePictureDocument.Design)] = DesignOf(profile),
        });
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<SharePictureDocument>(parameters)).ToHtmlString());
    }

    // What Chromium leaves may still be written to for a moment; a folder that cannot go now is the system's to clear.
    private void Remove(DirectoryInfo work)
    {
        try
        {
            work.Delete(recursive: true);
        }
        catch (IOException error)
        {
            LogLeftover(error);
        }
    }

    private void ForgetOldest()
    {
        var kept = new DirectoryInfo(options.Folder).GetFiles("*.png");
        foreach (var old in kept.OrderBy(file => file.LastWriteTimeUtc).Take(Math.Max(0, kept.Length - MaxKept)))
        {
            old.Delete();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The picture for sharing {Merchant} could not be drawn; its cover is shared")]
    private partial void LogFailure(Exception error, MerchantId merchant);

    [LoggerMessage(LogLevel.Debug, "What Chromium left behind could not be removed")]
    private partial void LogLeftover(Exception error);
}
