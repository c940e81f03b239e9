using GiftCards.Core.Common;
using Xunit;

namespace GiftCards.Tests.Walk;

public sealed class MatrixProbe(RoleWorld world) : IClassFixture<RoleWorld>
{
    [Fact]
    public async Task Print()
    {
        var lines = new List<string>();
        foreach (var (name, method) in UseCases.All.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var cells = new List<string>();
            foreach (var role in Enum.GetValues<Role>().Where(role => System.Numerics.BitOperations.PopCount((uint)role) == 1))
            {
                string cell;
                try
                {
                    var error = await UseCases.AskAsync(world.App.Services, method, world.ActorOf(role), new MadeUp(world.Merchant.Id, world.App.Get<TimeProvider>().GetInstant()));
                    cell = error?.Code ?? "ok";
                }
                catch (Exception e)
                {
                    cell = "!" + (e.InnerException ?? e).GetType().Name;
                    if (role == Role.Owner) cell += ":" + (e.InnerException ?? e).Message;
                }

                cells.Add($"{role}={cell}");
            }

            lines.Add(name + " " + string.Join(" ", cells));
        }

        await File.WriteAllLinesAsync("/tmp/people/matrix.txt", lines, TestContext.Current.CancellationToken);
    }
}
