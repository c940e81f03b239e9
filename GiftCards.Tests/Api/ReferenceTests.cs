using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using GiftCards.Tests.Support;
using GiftCards.Web.Api;
using GiftCards.Web.Api.V1;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>What is written about the API is true: the OpenAPI document, the page drawn from it, the guide.</summary>
public sealed partial class ReferenceTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_describes_every_route_with_its_security_key_and_problems()
    {
        var document = (await app.AnonymousClient().GetJsonAsync("/openapi/v1.json")).Body!;

        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        var routes = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteAccess>() is not null)
            .ToList();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            var method = route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Single().ToLowerInvariant();
            var operation = document["paths"]![route.RoutePattern.RawText!]?[method];
            Assert.True(operation is not null, $"{method} {route.RoutePattern.RawText}");
            Assert.NotEmpty(operation["summary"]!.GetValue<string>());
            Assert.NotEmpty(operation["description"]!.GetValue<string>());
            var open = route.Metadata.GetRequiredMetadata<RouteAccess>().Audience == Audience.Anyone;
            Assert.Equal(open, operation["security"] is null or JsonArray { Count: 0 });
            Assert.Equal(
                route.Metadata.GetMetadata<NeedsIdempotencyKey>() is not null,
                operation["parameters"]?.AsArray().Any(parameter => parameter!["name"]!.GetValue<string>() == "Idempotency-Key") == true);
            Assert.NotNull(operation["responses"]!["400"]!["content"]!["application/problem+json"]);
        }
    }

    [Fact]
    public async Task Every_reference_inside_the_document_leads_somewhere_and_requests_are_closed()
    {
        var document = (await app.AnonymousClient().GetJsonAsync("/openapi/v1.json")).Body!;
        var schemas = document["components"]!["schemas"]!.AsObject();

        foreach (Match reference in Reference().Matches(document.ToJsonString()))
        {
            Assert.True(schemas.ContainsKey(reference.Groups[1].Value), reference.Value);
        }

        Assert.False(schemas["Redeem"]!["additionalProperties"]!.GetValue<bool>());
        Assert.NotEqual("false", schemas["Redemption"]!["additionalProperties"]?.ToJsonString());
    }

    [Fact]
    public async Task The_page_shows_every_route_and_every_problem_code()
    {
        using var client = app.AnonymousClient();
        using var response = await client.GetAsync(new Uri("/developers", UriKind.Relative), Token);
        var page = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync(Token));
        var document = (await client.GetJsonAsync("/openapi/v1.json")).Body!;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
        {
            Assert.NotNull(page.GetElementById(operation.Value!["operationId"]!.GetValue<string>()));
        }

        Assert.All(ProblemCatalogue.All, problem => Assert.NotNull(page.GetElementById(problem.Code)));
        var anchors = page.QuerySelectorAll("a[href^='developers#']").Select(link => link.GetAttribute("href")!["developers#".Length..]);
        Assert.All(anchors, anchor => Assert.NotNull(page.GetElementById(anchor)));
        Assert.Empty(page.QuerySelectorAll("script[src^='http']"));
    }

    [Fact]
    public async Task The_examples_of_requests_are_taken()
    {
        var merchant = await app.AddMerchantAsync();
        var client = await app.ClientOfAsync(merchant);
        var issued = await client.PostOnceAsync("/gift-cards", ApiExamples.Issue);
        var code = issued.Text("code")!;

        Assert.Equal(HttpStatusCode.Created, issued.Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostJsonAsync("/gift-cards/validate", Fill(ApiExamples.Code))).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostJsonAsync("/gift-cards/balance", Fill(ApiExamples.Code))).Status);
        Assert.Equal(HttpStatusCode.Created, (await client.PostOnceAsync("/gift-cards/redeem", Fill(ApiExamples.Redeem))).Status);
        var path = $"/gift-cards/{issued.Text("id")}";
        var hold = await client.PostOnceAsync($"{path}/holds", ApiExamples.PlaceHold);
        Assert.Equal(HttpStatusCode.Created, hold.Status);
        var captured = await client.PostOnceAsync($"/holds/{hold.Text("hold", "id")}/capture", ApiExamples.CaptureHold);
        Assert.Equal(HttpStatusCode.Created, captured.Status);
        var voided = await client.PostOnceAsync($"/transactions/{captured.Text("transaction", "id")}/void", ApiExamples.Void);
        Assert.Equal(HttpStatusCode.Created, voided.Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostOnceAsync($"{path}/load", ApiExamples.Load)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostOnceAsync($"{path}/adjust", ApiExamples.Adjust)).Status);
        Assert.Equal(HttpStatusCode.Created, (await client.PostOnceAsync($"{path}/refund", ApiExamples.Refund)).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.PostOnceAsync($"{path}/block", ApiExamples.Reason)).Status);
        (await client.PostOnceAsync($"{path}/reinstate", ApiExamples.Reinstate)).AssertRefused(HttpStatusCode.Conflict, "conflict");
        var settings = await client.SendAsync(HttpMethod.Put, "/settings/gift-cards", ApiExamples.Settings, []);
        Assert.Equal(HttpStatusCode.OK, settings.Status);
        var order = await client.PostOnceAsync("/orders", ApiExamples.PlaceOrder.Replace("glamour-studio", merchant.Slug, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Created, order.Status);
        var paid = await app.ClientOf(order.Text("accessToken")!)
            .PostJsonAsync($"/orders/{order.Text("id")}/sandbox-payment", ApiExamples.SandboxPayment);
        Assert.Equal(HttpStatusCode.OK, paid.Status);
        Assert.Equal(HttpStatusCode.Accepted, (await app.AnonymousClient().PostJsonAsync("/auth/register", ApiExamples.Register)).Status);
        var login = await app.AnonymousClient().PostJsonAsync("/auth/login", ApiExamples.Login);
        Assert.Equal(HttpStatusCode.OK, login.Status);
        var person = app.ClientOf(login.Text("accessToken")!);
        Assert.Equal(HttpStatusCode.OK, (await person.SendAsync(HttpMethod.Patch, "/me", ApiExamples.ProfilePatch, [])).Status);

        string Fill(string example) => example.Replace("KATIA-DEMA-CTVE-2222", code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_examples_of_answers_have_the_fields_that_answers_have()
    {
        var merchant = await app.AddMerchantAsync();
        var client = await app.ClientOfAsync(merchant);
        var issued = await client.PostOnceAsync("/gift-cards", ApiExamples.Issue);
        var redeemed = await client.PostOnceAsync(
            "/gift-cards/redeem", $$"""{"code":"{{issued.Text("code")}}","amount":{"amount":100,"currency":"AED"} }""");
        var order = await client.PostOnceAsync("/orders", ApiExamples.PlaceOrder.Replace("glamour-studio", merchant.Slug, StringComparison.Ordinal));
        var shown = await client.GetJsonAsync($"/merchants/{merchant.Slug}");

        Assert.Equal(FieldsOf(issued.Body!), FieldsOf(JsonNode.Parse(ApiExamples.IssuedCard)!));
        Assert.Equal(FieldsOf(redeemed.Body!), FieldsOf(JsonNode.Parse(ApiExamples.Redemption)!));
        Assert.Equal(FieldsOf(order.Body!), FieldsOf(JsonNode.Parse(ApiExamples.Order)!));
        var refunded = await client.PostOnceAsync($"/gift-cards/{issued.Text("id")}/refund", ApiExamples.Refund);
        var refunds = await client.GetJsonAsync($"/gift-cards/{issued.Text("id")}/refunds");
        Assert.Equal(FieldsOf(refunded.Body!), FieldsOf(JsonNode.Parse(ApiExamples.CardRefund)!));
        Assert.Equal(FieldsOf(refunds.Body!), FieldsOf(JsonNode.Parse(ApiExamples.CardRefunds)!));
        Assert.Equal(FieldsOf(shown.Body!), FieldsOf(JsonNode.Parse(ApiExamples.Merchant)!));
    }

    [Fact]
    public async Task The_commands_of_the_guide_run()
    {
        Required.Or(File.Exists("/bin/bash") && File.Exists("/usr/bin/curl"), "bash and curl are not installed.");
        await using var demo = await GiftCardsApp.StartAsync(settings: ("Demo:Enabled", "true"));
        var address = demo.Listen().ToString().TrimEnd('/');
        var guide = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "api.md"), Token);
        var script = "set -euo pipefail\n" + string.Join('\n', Block().Matches(guide).Select(block => block.Groups[1].Value));

        var start = new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GIFTCARDS"] = address;
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(Token);
        var errors = shell.StandardError.ReadToEndAsync(Token);
        await shell.WaitForExitAsync(Token);

        Assert.True(shell.ExitCode == 0, $"{await errors}\n{await output}");
        Assert.Contains("\"amountApplied\":{\"amount\":2500,", await output, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> FieldsOf(JsonNode node) => node is JsonObject body
        ? [.. body.SelectMany(field => (string[])[field.Key, .. field.Value is JsonObject inner ? FieldsOf(inner).Select(name => $"{field.Key}.{name}") : []])
            .Where(name => !name.Contains("recipient.", StringComparison.Ordinal))]
        : [];

    [GeneratedRegex("\"#/components/schemas/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("^```bash\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
