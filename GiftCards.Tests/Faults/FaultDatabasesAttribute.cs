using System.Reflection;
using GiftCards.Core.Persistence;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace GiftCards.Tests.Faults;

/// <summary>
/// Runs a fault test once on each database, or on the one that <c>GIFTCARDS_FAULT_DATABASE</c> names, <c>sqlite</c> or
/// <c>postgresql</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultDatabasesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        DatabaseProvider[] chosen = Environment.GetEnvironmentVariable("GIFTCARDS_FAULT_DATABASE") switch
        {
            "sqlite" => [DatabaseProvider.Sqlite],
            "postgresql" => [DatabaseProvider.PostgreSql],
            _ => [DatabaseProvider.Sqlite, DatabaseProvider.PostgreSql],
        };
        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [.. chosen.Select(provider => new TheoryDataRow<DatabaseProvider>(provider))]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
