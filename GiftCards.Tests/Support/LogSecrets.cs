using System.Text.RegularExpressions;
using GiftCards.Tests.Support;
using Xunit;

[assembly: AssemblyFixture(typeof(LogSecrets))]

namespace GiftCards.Tests.Support;

/// <summary>
/// When the whole run is over, looks through everything that was logged for what must never be there. A find fails
/// the run.
/// </summary>
public sealed partial class LogSecrets : IDisposable
{
    public void Dispose()
    {
        var finds = LogLines.All.Where(line => Secret().IsMatch(line)).Take(5).ToList();
        if (finds.Count > 0)
        {
            throw new InvalidOperationException($"Secrets were logged:{Environment.NewLine}{string.Join(Environment.NewLine, finds)}");
        }
    }

    // Card and claim codes, API keys, tokens, one-time QRs, e-mail addresses, the demo password.
    [GeneratedRegex(@"\b[A-HJ-NP-Z2-9]{28}\b|\b[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){6}\b|\b[A-Z0-9]{2,8}(-[A-HJ-NP-Z2-9]{4}){3,4}\b|sk_(test|live)_|g[ar]t_[A-Za-z0-9_-]{20}|gcq_|[\w.]+@[\w-]+\.(test|example|com)\b|Gift-cards-demo")]
    private static partial Regex Secret();
}
