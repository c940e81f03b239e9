using System.Text;
using System.Xml;
using GiftCards.Core.Merchants;
using GiftCards.Web.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GiftCards.Web.Components.Storefront;

/// <summary>What search engines ask for: the list of pages, and what they should leave alone.</summary>
internal static class FoundEndpoints
{
    private const int PerFile = 5_000;
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly string[] Standing = ["/", "/search", "/balance", "/legal/terms", "/legal/privacy"];

    private static readonly string[] Closed =
    [
        "/account", "/admin", "/api", "/claim", "/dev", "/favourites", "/gift", "/merchant", "/orders", "/top-up",
        "/wallet",
    ];

    public static void MapFound(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/robots.txt", Robots).ExcludeFromDescription();
        routes.MapGet("/sitemap.xml", IndexAsync).ExcludeFromDescription();
        routes.MapGet("/sitemap/{number:int:min(1)}.xml", PagesAsync).ExcludeFromDescription();
    }

    private static ContentHttpResult Robots(PublicAddress site)
    {
        var text = new StringBuilder("User-agent: *\n");
        foreach (var path in Closed)
        {
            text.Append("Disallow: ").Append(path).Append('\n');
        }

        text.Append("\nSitemap: ").Append(site.Of("/sitemap.xml")).Append('\n');
        return TypedResults.Text(text.ToString(), "text/plain", Encoding.UTF8);
    }

    private static async Task<ContentHttpResult> IndexAsync(
        PublicAddress site, CatalogueQueries catalogue, CancellationToken cancellationToken)
    {
        var files = 1 + ((await catalogue.CountAsync(cancellationToken) - 1) / PerFile);
        return Xml("sitemapindex", writer =>
        {
            for (var number = 1; number <= Math.Max(1, files); number++)
            {
                Entry(writer, "sitemap", site.Of($"/sitemap/{number}.xml"), null);
            }
        });
    }

    private static async Task<Results<ContentHttpResult, NotFound>> PagesAsync(
        int number, PublicAddress site, CatalogueQueries catalogue, CancellationToken cancellationToken)
    {
        var merchants = await catalogue.PagesAsync((number - 1) * (long)PerFile, PerFile, cancellationToken);
        if (merchants.Count == 0 && number > 1)
        {
            return TypedResults.NotFound();
        }

        return Xml("urlset", writer =>
        {
            foreach (var path in number == 1 ? Standing : [])
            {
                Entry(writer, "url", site.Of(path), null);
            }

            foreach (var merchant in merchants)
            {
                Entry(writer, "url", site.Of($"/m/{merchant.Slug}"), merchant.Since);
            }
        });
    }

    private static void Entry(XmlWriter writer, string kind, string address, DateTimeOffset? since)
    {
        writer.WriteStartElement(kind, Namespace);
        writer.WriteElementString("loc", Namespace, address);
        if (since is { } day)
        {
            writer.WriteElementString(
                "lastmod",
                Namespace,
                day.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        }

        writer.WriteEndElement();
    }

    private static ContentHttpResult Xml(string root, Action<XmlWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            writer.WriteStartElement(root, Namespace);
            write(writer);
            writer.WriteEndElement();
        }

        return TypedResults.Text(Encoding.UTF8.GetString(bytes.ToArray()), "application/xml", Encoding.UTF8);
    }
}
