using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>Fault tests load the machine, so they take turns.</summary>
[CollectionDefinition(Name)]
public sealed class FaultCollection
{
    public const string Name = "Faults";

    /// <summary>The trait by which <c>eng/fault-test</c> finds a test.</summary>
    public const string Trait = "Fault";
}
