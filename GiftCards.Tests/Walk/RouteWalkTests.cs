using Xunit;

namespace GiftCards.Tests.Walk;

/// <summary>
/// Walks every page and every endpoint with everybody, against the one table of <see cref="Expected"/>. What has
/// no entry there fails.
/// </summary>
public sealed class RouteWalkTests(RoleWorld world) : IClassFixture<RoleWorld>
{
    [Fact]
    public void Every_page_and_every_endpoint_has_an_entry_and_every_entry_is_one() =>
        Assert.Equal(
            Expected.Routes.Keys.Order(StringComparer.Ordinal), WalkedRoute.All(world.App.Services).Select(route => route.Name));

    [Fact]
    public async Task Every_page_and_every_endpoint_lets_in_whom_the_table_says_and_nobody_else()
    {
        List<string> wrong = [];
        foreach (var role in RoleWorld.EachAlone.Where(role => role != Role.Viewer))
        {
            var client = await RoleClient.EnterAsync(world, role);

            // Whoever has signed out is nobody any more.
            foreach (var route in WalkedRoute.All(world.App.Services).OrderBy(route => route.Name == "POST /account/sign-out"))
            {
                var answer = await client.AskAsync(route);
                var expected = Expected.Routes.GetValueOrDefault(route.Name).HasFlag(role);
                if (expected ? answer != "in" : answer is not ("sign_in" or "refused"))
                {
                    wrong.Add($"{route.Name} as {role}: {answer}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
