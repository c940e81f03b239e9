using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace GiftCards.Tests.Support;

/// <summary>
/// A folder that can be filled to the brim. Where mounting is permitted it is a small file system of its own; elsewhere
/// the operating system refuses the application to make any file longer, which SQLite meets in the same place.
/// </summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const int Megabytes = 64;
    private const int Block = 4_096;

    // A signal that is ignored stays so in the program that follows; without this the limit would end it.
    private const string Enduring = "trap '' XFSZ; exec \"$@\"";

    private readonly bool isMounted;

    private SmallDisk(string folder, bool isMounted)
    {
        Folder = folder;
        this.isMounted = isMounted;
    }

    public string Folder { get; }

    /// <summary>How to start an application that is to meet the end of this disk.</summary>
    public string[] Wrapper => isMounted ? [] : ["bash", "-c", Enduring, "bash"];

    private string Ballast => Path.Combine(Folder, "ballast");

    public static async Task<SmallDisk> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("giftcards-disk").FullName;
        var isMounted = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Megabytes}m", "tmpfs", folder);
        return new SmallDisk(folder, isMounted);
    }

    /// <summary>Leaves so many blocks free for that process.</summary>
    public async Task FillAsync(int process, int blocks)
    {
        if (!isMounted)
        {
            var longest = new DirectoryInfo(Folder).EnumerateFiles().Max(file => file.Length);
            await LimitAsync(process, $"{longest + (blocks * Block)}:unlimited");
            return;
        }

        // The application writes at the same time, so the end may come a little earlier.
        var room = new DriveInfo(Folder).AvailableFreeSpace - (blocks * Block);
        await RunAsync("dd", "if=/dev/zero", $"of={Ballast}", $"bs={Block}", $"count={room / Block}");
    }

    /// <summary>Makes room again.</summary>
    public async Task FreeAsync(int process)
    {
        if (isMounted)
        {
            File.Delete(Ballast);
        }
        else
        {
            await LimitAsync(process, "unlimited:unlimited");
        }
    }

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        if (isMounted)
        {
            await RunAsync("umount", "--lazy", Folder);
        }

        Directory.Delete(Folder, true);
    }

    private static async Task LimitAsync(int process, string limit)
    {
        var set = await RunAsync("prlimit", "--pid", process.ToString(CultureInfo.InvariantCulture), $"--fsize={limit}");
        Required.Or(set, "Neither mounting nor prlimit is permitted, so that no disk can be filled.");
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // There is no such program.
        }
    }
}
