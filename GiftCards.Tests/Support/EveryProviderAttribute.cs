using System.Reflection;
using GiftCards.Core.Persistence;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace GiftCards.Tests.Support;

/// <summary>Runs a theory once on each database the product runs on.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryProviderAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [new TheoryDataRow<DatabaseProvider>(DatabaseProvider.Sqlite), new TheoryDataRow<DatabaseProvider>(DatabaseProvider.PostgreSql)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
