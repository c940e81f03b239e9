using System.Net;
using System.Text.Json.Nodes;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Api;

/// <summary>Settings are replaced whole, by whoever read them last.</summary>
public sealed class SettingsTests(GiftCardsApp app) : IClassFixture<GiftCardsApp>
{
    private const string Path = "/settings/gift-cards";

    [Fact]
    public async Task A_change_counts_the_version_and_a_stale_one_is_a_conflict()
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        var read = (await client.GetJsonAsync(Path)).Body!.AsObject();
        read["minimumPurchase"] = JsonNode.Parse("""{"amount":5000,"currency":"AED"}""");
        read["validity"] = JsonNode.Parse("""{"months":24}""");

        var changed = await PutAsync(client, read);

        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(2, changed.Body!["version"]!.GetValue<int>());
        Assert.Equal("""{"months":24}""", changed.Body["validity"]!.ToJsonString());
        (await PutAsync(client, read)).AssertRefused(HttpStatusCode.Conflict, "conflict");
        Assert.Equal(changed.Body.ToJsonString(), (await client.GetJsonAsync(Path)).Body!.ToJsonString());
    }

    [Theory]
    [InlineData("validity", """{"months":1,"days":1}""", 400, "invalid_request")]
    [InlineData("validity", """{"days":-1}""", 400, "invalid_request")]
    [InlineData("codePrefix", "\"a\"", 400, "invalid_request")]
    [InlineData("codeGroups", "5", 400, "invalid_request")]
    [InlineData("expiryNoticeDays", "-1", 400, "invalid_request")]
    [InlineData("expiryNoticeDays", "366", 400, "invalid_request")]
    [InlineData("presets", "[null]", 400, "invalid_request")]
    [InlineData("presets", """[{"amount":-5,"currency":"AED"}]""", 400, "invalid_request")]
    [InlineData("presets", """[{"amount":9223372036854775807,"currency":"AED"}]""", 400, "invalid_request")]
    [InlineData("minimumPurchase", """{"amount":9223372036854775807,"currency":"AED"}""", 400, "invalid_request")]
    [InlineData("terms", "\"a\\u0000b\"", 400, "invalid_request")]
    [InlineData("min", """{"amount":100,"currency":"USD"}""", 422, "currency_mismatch")]
    [InlineData("max", """{"amount":1,"currency":"AED"}""", 400, "invalid_request")]
    [InlineData("enabled", "\"yes\"", 400, "invalid_request")]
    [InlineData("version", "null", 400, "invalid_request")]
    public async Task A_setting_that_cannot_be_is_refused(string field, string value, int status, string code)
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        var read = (await client.GetJsonAsync(Path)).Body!.AsObject();
        read[field] = JsonNode.Parse(value);

        (await PutAsync(client, read)).AssertRefused((HttpStatusCode)status, code);
    }

    [Fact]
    public async Task A_client_that_knows_nothing_of_reminders_leaves_them_as_they_are()
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        var read = (await client.GetJsonAsync(Path)).Body!.AsObject();
        Assert.Equal(30, read["expiryNoticeDays"]!.GetValue<int>());
        read["expiryNoticeDays"] = 7;
        var changed = (await PutAsync(client, read)).Body!.AsObject();
        changed.Remove("expiryNoticeDays");

        Assert.Equal(7, (await PutAsync(client, changed)).Body!["expiryNoticeDays"]!.GetValue<int>());
    }

    [Fact]
    public async Task Nothing_may_be_left_out()
    {
        var client = await app.ClientOfAsync(await app.AddMerchantAsync());
        var read = (await client.GetJsonAsync(Path)).Body!.AsObject();
        foreach (var name in read.Select(field => field.Key).Where(name => name != "expiryNoticeDays").ToList())
        {
            var copy = read.DeepClone().AsObject();
            copy.Remove(name);
            var answer = await PutAsync(client, copy);
            answer.AssertRefused(HttpStatusCode.BadRequest, "invalid_request");
            Assert.Equal([name], answer.Body!["errors"]!.AsObject().Select(error => error.Key));
        }
    }

    private static Task<ApiAnswer> PutAsync(HttpClient client, JsonObject body) =>
        client.SendAsync(HttpMethod.Put, Path, body.ToJsonString(), []);
}
