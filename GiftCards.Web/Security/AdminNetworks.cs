using System.Net;
using GiftCards.Web.Hosting;

namespace GiftCards.Web.Security;

/// <summary>From which addresses the platform may be run, where that is limited.</summary>
/// <param name="Allowed">The networks; none for anywhere.</param>
internal sealed record AdminNetworks(IReadOnlyList<IPNetwork> Allowed)
{
    public const string Setting = "Admin:AllowedNetworks";

    /// <summary>Reads addresses and networks parted by commas, and tells of each that is none.</summary>
    public static AdminNetworks Read(string? text, List<string> problems)
    {
        const StringSplitOptions Tidy = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        List<IPNetwork> networks = [];
        foreach (var part in (text ?? "").Split(',', Tidy))
        {
            if (IPNetwork.TryParse(part, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                problems.Add($"{Setting} holds '{part}', which must be an address such as 203.0.113.7 or a network such as 10.1.0.0/16.");
            }
        }

        return new AdminNetworks(networks);
    }

    /// <summary>Whether somebody at this address may come in.</summary>
    public bool Admits(IPAddress? address) =>
        Allowed.Count == 0 || (address is not null && Allowed.Any(network => network.Contains(address)));
}

/// <summary>To everybody else the pages of those who run the platform are not there.</summary>
internal static class AdminNetworkGuard
{
    public static void UseAdminNetworks(this IApplicationBuilder app)
    {
        var networks = app.ApplicationServices.GetRequiredService<StartupSettings>().AdminNetworks;
        app.Use((context, next) =>
        {
            if (!context.Request.Path.StartsWithSegments("/admin") || networks.Admits(VisitorAddress.Exactly(context)))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
