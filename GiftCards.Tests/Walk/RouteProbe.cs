using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Walk;

public sealed class RouteProbe(RoleWorld world) : IClassFixture<RoleWorld>
{
    [Fact]
    public async Task Print()
    {
        var lines = new List<string>();
        var clients = new List<(Role, RoleClient)>();
        foreach (var role in RoleWorld.Single.Where(role => role != Role.Viewer))
        {
            clients.Add((role, await RoleClient.EnterAsync(world, role)));
        }

        foreach (var route in WalkedRoute.All(world.App.Services))
        {
            var cells = new List<string>();
            foreach (var (role, client) in clients)
            {
                cells.Add($"{role}={await client.AskAsync(route)}");
            }

            lines.Add(route.Name + " | " + string.Join(" ", cells));
        }

        await File.WriteAllLinesAsync("/tmp/people/routes.txt", lines, TestContext.Current.CancellationToken);
    }
}
