using System.ComponentModel;
using System.Diagnostics;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>
/// Runs a program of the system that reads what we wrote, such as a PDF reader; an independent witness.
/// </summary>
internal static class ExternalTool
{
    /// <summary>
    /// What the program wrote. A machine without it skips the test, visibly; where CI is set, that fails instead.
    /// </summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, $"{program} failed: {await errors}");
            return output;
        }
        catch (Win32Exception)
        {
            Required.Or(false, $"{program} is not installed.");
            return "";
        }
    }
}
