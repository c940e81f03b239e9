using Xunit;

namespace GiftCards.Tests.Support;

/// <summary>What a test needs of the machine: missing, it is a failure in CI and a visible skip elsewhere.</summary>
public static class Required
{
    public static bool IsCi { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1";

    public static void Or(bool present, string reason)
    {
        if (IsCi)
        {
            Assert.True(present, reason);
        }
        else
        {
            Assert.SkipUnless(present, reason);
        }
    }
}
