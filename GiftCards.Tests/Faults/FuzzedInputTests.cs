using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Faults.Fuzz;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Faults;

/// <summary>
/// R12: whatever a program sends to the API, over a real connection, is done or refused in words: never a failure of
/// ours, never without an answer, and the books stay right.
/// </summary>
[Collection(FaultCollection.Name)]
[Trait(FaultCollection.Trait, "R12")]
public sealed class FuzzedInputTests
{
    private const int Clients = 8;
    private const int CallsOfAClient = 25;

    // How long an answer may take; beside other tests the machine has other things to do as well.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(FaultRun.IsLong ? 10 : 60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, FaultDatabases]
    public async Task Whatever_is_sent_is_answered_and_nothing_breaks(DatabaseProvider provider)
    {
        var run = FaultRun.Begin("R12", provider, seconds: 12, rounds: 10, longRounds: 250);
        await run.ProveAsync(async () =>
        {
            await using var app = await GiftCardsApp.StartAsync(provider);
            var address = app.Listen();
            var (good, tokens) = await PrepareAsync(app);
            using var line = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8, UseCookies = false };
            using var client = new HttpClient(line) { BaseAddress = address, Timeout = Patience };
            Dictionary<int, int> seen = [];
            while (run.Next(out var round))
            {
                var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(
                    () => SendAsync(client, new FuzzSource(run.Chance(round, number), good, tokens)), Token)));
                foreach (var status in answers.SelectMany(statuses => statuses))
                {
                    seen[(int)status] = seen.GetValueOrDefault((int)status) + 1;
                }
            }

            FaultRun.Write($"{seen.Values.Sum()} inputs: " + string.Join(", ", seen.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} × {pair.Key}")));
            Assert.Contains(seen.Keys, status => status is >= 200 and < 300);
            Assert.DoesNotContain(app.Log.Own, line => line.StartsWith("Error", StringComparison.Ordinal)
                || line.StartsWith("Critical", StringComparison.Ordinal));
            await app.AssertBooksAsync();
        });
    }

    private static async Task<List<HttpStatusCode>> SendAsync(HttpClient client, FuzzSource source)
    {
        List<HttpStatusCode> statuses = [];
        for (var i = 0; i < CallsOfAClient; i++)
        {
            var call = source.Next();
            using var request = call.ToRequest();
            try
            {
                using var answer = await client.SendAsync(request, Token);
                var text = await answer.Content.ReadAsStringAsync(Token);
                Assert.True((int)answer.StatusCode < 500, $"{(int)answer.StatusCode} {text}");
                AssertTold(answer, text);
                statuses.Add(answer.StatusCode);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"No proper answer to {call}", error);
            }
        }

        return statuses;
    }

    // What Kestrel itself refuses, before there is a request to speak of, has no words.
    private static void AssertTold(HttpResponseMessage answer, string text)
    {
        if (answer.RequestMessage!.Method == HttpMethod.Head || (int)answer.StatusCode < 400
            || !answer.Headers.Contains("X-Request-Id"))
        {
            return;
        }

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.NotEmpty(problem["code"]!.GetValue<string>());
        Assert.NotEmpty(problem["detail"]!.GetValue<string>());
    }

    private static async Task<(IReadOnlyList<GoodCall> Good, IReadOnlyList<string> Tokens)> PrepareAsync(GiftCardsApp app)
    {
        var merchant = await app.AddMerchantAsync();
        var other = await app.AddMerchantAsync("JPY", "Asia/Tokyo");
        await app.AddUserAsync("ann@example.test");
        await app.AddUserAsync("max@example.test", (merchant, StaffRole.Owner));
        List<IssuedCard> cards = [];
        for (var i = 0; i < 6; i++)
        {
            cards.Add(await app.IssueCardAsync(merchant, 100_000, recipientEmail: "ann@example.test"));
        }

        // Most come from who may do it, so that much of what is sent gets far.
        string[] tokens =
        [
            .. Enumerable.Repeat(await app.AddKeyAsync(merchant), 5), await app.AddKeyAsync(other),
            await app.SignInAsync("ann@example.test"), await app.SignInAsync("max@example.test"), "sk_test_none",
        ];
        var hold = await app.ClientOf(tokens[0]).PostOnceAsync(
            $"/gift-cards/{cards[0].GiftCard.Id}/holds", """{"amount":{"amount":1000,"currency":"AED"} }""");
        return ([.. cards.SelectMany(card => OfCard(card, hold.Text("hold", "id")!)), .. OfNoCard(merchant.Slug)], tokens);
    }

    private static IEnumerable<GoodCall> OfCard(IssuedCard card, string hold)
    {
        const string Amount = """{"amount":100,"currency":"AED"}""";
        var at = $"/gift-cards/{card.GiftCard.Id}";
        yield return new("GET", at);
        yield return new("GET", $"{at}/transactions?limit=5");
        yield return new("POST", "/gift-cards/validate", $$"""{"code":"{{card.Code}}"}""");
        yield return new("POST", "/gift-cards/balance", $$"""{"code":"{{card.Code}}"}""");
        yield return new("POST", "/gift-cards/redeem", $$"""{"code":"{{card.Code}}","amount":{{Amount}},"purchaseTotal":{{Amount}},"bookingId":"b1","note":"n"}""");
        yield return new("POST", $"{at}/holds", $$"""{"amount":{{Amount}},"expiresAt":"2030-01-01T00:00:00Z"}""");
        yield return new("POST", $"/holds/{hold}/capture", $$"""{"amount":{{Amount}}}""");
        yield return new("POST", $"/holds/{hold}/release", "{}");
        yield return new("POST", $"{at}/load", $$"""{"amount":{{Amount}},"method":"cash","note":"n"}""");
        yield return new("POST", $"{at}/adjust", """{"amount":{"amount":-5,"currency":"AED"},"reason":"support","note":"n"}""");
        yield return new("POST", $"{at}/block", """{"reason":"lost"}""");
        yield return new("POST", $"{at}/unblock", """{"reason":"found"}""");
        yield return new("POST", $"{at}/refund", $$"""{"amount":{{Amount}},"reason":"r"}""");
        yield return new("POST", $"{at}/reinstate", """{"reason":"r","expiresAt":"2030-01-01T00:00:00Z"}""");
        yield return new("POST", $"{at}/transfer", $$"""{"toEmail":"bob@example.test","amount":{{Amount}}}""");
        yield return new("POST", $"{at}/resend", "{}");
    }

    private static IEnumerable<GoodCall> OfNoCard(string slug)
    {
        const string Amount = """{"amount":10000,"currency":"AED"}""";
        yield return new("GET", "/merchants?q=salon&limit=3&sort=name");
        yield return new("GET", $"/merchants/{slug}");
        yield return new("GET", "/gift-cards?status=active&q=a&issuedFrom=2026-01-01T00:00:00Z&minBalance=1&limit=5");
        yield return new("GET", "/approvals");
        yield return new("GET", "/me");
        yield return new("GET", "/me/gift-cards");
        yield return new("GET", "/settings/gift-cards");
        yield return new("PATCH", "/me", """{"displayName":"Ann","phone":"+971501234567","birthday":"1990-02-03","language":"en"}""");
        yield return new("POST", "/gift-cards", $$"""{"amount":{{Amount}},"source":"counter","recipient":{"name":"R","email":"r@example.test"},"message":"m","note":"n"}""");
        yield return new("POST", "/orders", $$"""{"merchant":"{{slug}}","items":[{"amount":{{Amount}},"quantity":2,"recipient":{"name":"R","email":"r@example.test"},"message":"m","deliveryMethod":"email","deliverAt":"2030-01-01T10:00","deliverTimeZone":"Asia/Dubai","design":"classic","language":"en"}],"purchaser":{"name":"Ben","email":"ben@example.test","phone":"+971501234567"} }""");
        yield return new("POST", "/transfers/claim", """{"claimCode":"ABCD-EFGH-JKLM"}""");
        yield return new("POST", "/auth/login", """{"email":"ann@example.test","password":"wrong-horse-battery"}""");
        yield return new("POST", "/auth/register", """{"email":"new@example.test","password":"Correct-horse-battery-2","displayName":"N","kind":"buyer"}""");
        yield return new("POST", "/auth/refresh", """{"refreshToken":"rt_x"}""");
        yield return new("PUT", "/settings/gift-cards", """{"enabled":true,"presets":[{"amount":10000,"currency":"AED"}],"allowCustomAmounts":true,"min":{"amount":1000,"currency":"AED"},"max":{"amount":100000,"currency":"AED"},"validity":null,"version":1}""");
    }
}
