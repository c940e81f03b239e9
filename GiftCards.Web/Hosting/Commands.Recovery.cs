using System.Data.Common;
using System.Globalization;
using GiftCards.Core.Common;
using GiftCards.Core.Recovery;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Web.Hosting;

/// <content>The commands that back up, restore, and let a restored database live again.</content>
internal static partial class Commands
{
    private const string Replace = "--replace";

    private static async Task<int> BackupAsync(WebApplication app, string[] args, CancellationToken cancellationToken)
    {
        if (FileOf(args) is not { } file)
        {
            await Console.Error.WriteLineAsync("backup needs the name of the file to write: backup FILE");
            return 2;
        }

        var manifest = await app.Services.GetRequiredService<BackupDatabase>().WriteAsync(file, cancellationToken);
        Console.WriteLine($"Backed up as of {manifest.At:O}: {Count(manifest)}.");
        Console.WriteLine($"The manifest beside it, {BackupManifest.PathOf(file)}, belongs to it; the keys are in neither.");
        try
        {
            await app.Services.GetRequiredService<BackupNote>().WriteAsync(manifest, cancellationToken);
        }
        catch (Exception error) when (error is DbException or DbUpdateException)
        {
            await Console.Error.WriteLineAsync(
                $"The backup is whole. The database could not note it, so /admin/health does not know it: {error.Message}");
        }

        return 0;
    }

    private static async Task<int> RestoreAsync(WebApplication app, string[] args, CancellationToken cancellationToken)
    {
        if (FileOf(args) is not { } file)
        {
            await Console.Error.WriteLineAsync("restore needs the name of a backup: restore FILE [--replace]");
            return 2;
        }

        var restored = await app.Services.GetRequiredService<RestoreDatabase>()
            .RestoreAsync(file, args.Contains(Replace), cancellationToken);
        Console.WriteLine($"Restored as of {restored.Manifest.At:O}: {Count(restored.Manifest)}, all as in the manifest.");
        if (restored.SetAside is { } aside)
        {
            Console.WriteLine($"What was there before is kept as {aside}");
        }

        Console.WriteLine("No money moves yet. Run reconcile, look at what it finds, and then accept-restore.");
        return 0;
    }

    private static async Task<int> ReconcileAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var found = await app.Services.GetRequiredService<ReconcileRestoreHandler>()
            .HandleAsync(new Actor.System("reconcile"), cancellationToken);
        if (!found.IsOk)
        {
            await Console.Error.WriteLineAsync("No restored database waits here; there is nothing to reconcile.");
            return 1;
        }

        Tell(found.Value);
        Console.WriteLine("When each of these is understood: accept-restore.");
        return 0;
    }

    private static async Task<int> AcceptRestoreAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var actor = new Actor.System("accept-restore");
        var waiting = await app.Services.GetRequiredService<RestorationQueries>()
            .WaitingAsync(actor, cancellationToken);
        if (waiting.Value is not { } restoration)
        {
            await Console.Error.WriteLineAsync("No restored database waits here; there is nothing to accept.");
            return 1;
        }

        Tell(restoration);
        if (restoration.ReconciledAt is not { } asked)
        {
            await Console.Error.WriteLineAsync(
                "Run reconcile first: the payment provider has not been asked what happened since the backup.");
            return 1;
        }

        var accepted = await app.Services.GetRequiredService<AcceptRestoreHandler>()
            .HandleAsync(actor, new AcceptRestore(restoration.Id, asked), cancellationToken);
        if (accepted.IsOk)
        {
            Console.WriteLine("Accepted. Money moves again within seconds.");
            return 0;
        }

        await Console.Error.WriteLineAsync("Somebody else has just asked the provider again, or accepted. Look again.");
        return 1;
    }

    private static void Tell(RestorationView restoration)
    {
        Console.WriteLine($"The backup shows {restoration.BackupAt:O}; it was restored {restoration.RestoredAt:O}.");
        foreach (var finding in restoration.Findings)
        {
            var amount = MoneyText.Format(
                new Money(finding.AmountMinor, finding.Currency), CultureInfo.InvariantCulture);
            Console.WriteLine($"{finding.Kind.ToText(),-16} order {finding.OrderId} ({finding.OrderStatus?.ToText() ?? "not here"}), payment {finding.PaymentReference} ({finding.PaymentStatus?.ToText() ?? "not there"}), {amount}");
        }

        if (restoration.ReconciledAt is { } at)
        {
            Console.WriteLine($"Compared with the payment provider {at:O}: {restoration.Findings.Count} findings.");
        }
    }

    // What begins with a dash is a setting.
    private static string? FileOf(string[] args) =>
        args is [_, var file, ..] && !file.StartsWith('-') && file.Length > 0 ? file : null;

    private static string Count(BackupManifest manifest) => string.Create(
        CultureInfo.InvariantCulture, $"{manifest.Tables.Count} tables, {manifest.Tables.Sum(table => table.Rows)} rows");
}
