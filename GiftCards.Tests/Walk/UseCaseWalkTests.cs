using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>
/// Walks every use case with everybody, against the one table of <see cref="Expected"/>. What has no entry there fails.
/// </summary>
public sealed class UseCaseWalkTests(RoleWorld world) : IClassFixture<RoleWorld>
{
    [Fact]
    public void Every_use_case_has_an_entry_and_every_entry_is_one() =>
        Assert.Equal(Expected.UseCases.Keys.Order(StringComparer.Ordinal), UseCases.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_use_case_serves_whom_the_table_says_and_nobody_else()
    {
        List<string> wrong = [];
        foreach (var (name, method) in UseCases.All.OrderBy(useCase => useCase.Key == "CloseAccountHandler.HandleAsync"))
        {
            foreach (var role in RoleWorld.EachAlone)
            {
                var actor = world.ActorOf(role);
                var madeUp = new MadeUp(world.Merchant.Id, world.App.Get<TimeProvider>().GetInstant());
                var error = await UseCases.AskAsync(world.App.Services, method, actor, madeUp);
                var isRefused = error is Forbidden or Unauthenticated || (error is NotFound && IsHidden(name, actor));
                if (isRefused == Expected.UseCases.GetValueOrDefault(name).HasFlag(role))
                {
                    wrong.Add($"{name} as {role}: {error?.Code ?? "done"}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private bool IsHidden(string useCase, Actor actor) => Expected.HiddenFromMerchants.Contains(useCase)
        || (Expected.Hidden.Contains(useCase) && actor.At(world.Merchant.Id) == Permissions.None);
}
