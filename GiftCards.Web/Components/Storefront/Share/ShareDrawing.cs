using System.Diagnostics;

namespace GiftCards.Web.Components.Storefront.Share;

/// <summary>Draws a file of HTML as a picture with the Chromium that the settings name.</summary>
internal sealed class ShareDrawing(string program)
{
    private const int Width = 1200;
    private const int Height = 630;

    /// <summary>Width and height of every picture, in pixels.</summary>
    public static readonly (int Width, int Height) Size = (Width, Height);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Draws <paramref name="page"/> into <paramref name="picture"/>. The page's own policy allows no script;
    /// Chromium has no way to any network, a folder of its own, and is ended when it takes too long. Throws <see cref="IOException"/>
    /// where no picture came of it, and <see cref="System.ComponentModel.Win32Exception"/> where it cannot be started.
    /// </summary>
    public async Task DrawAsync(string page, string picture, string folder)
    {
        using var process = Process.Start(Start(page, picture, folder))
            ?? throw new IOException("Chromium did not start.");
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            // What it says is read so that it never waits to be heard, and is of no further use.
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token),
                process.StandardError.ReadToEndAsync(limit.Token),
                process.WaitForExitAsync(limit.Token));
        }
        catch (OperationCanceledException error)
        {
            process.Kill(entireProcessTree: true);
            throw new IOException("Chromium took too long over a picture.", error);
        }

        if (process.ExitCode != 0 || !File.Exists(picture))
        {
            throw new IOException($"Chromium ended with {process.ExitCode} and without a picture.");
        }
    }

    private ProcessStartInfo Start(string page, string picture, string folder)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        string[] arguments =
        [
            "--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--force-device-scale-factor=1", $"--window-size={Width},{Height}",
            $"--user-data-dir={Path.Combine(folder, "profile")}", $"--screenshot={picture}", new Uri(page).AbsoluteUri,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        if (Environment.UserName == "root")
        {
            // It refuses its own sandbox to this user; the page has no script and comes from us.
            start.ArgumentList.Insert(0, "--no-sandbox");
        }

        return start;
    }
}
