using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GiftCards.Core.Common;
using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>
/// What happened at the server, and its way to the application: signed, at least once, in any order. Nothing is sent
/// by itself; a test says when, how often and in which order.
/// </summary>
public sealed class StripeEvents(StripeServer server) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private int told;

    /// <summary>What has not been handed to the test yet, in the order it happened.</summary>
    public IReadOnlyList<JsonObject> TakeNew()
    {
        lock (server.Store.Gate)
        {
            var all = server.Store.Of("event").Reverse().ToList();
            var fresh = all.Skip(told).ToList();
            told = all.Count;
            return fresh;
        }
    }

    /// <summary>Something happened; the object is told as it stands at this moment.</summary>
    public JsonObject Raise(string type, JsonObject about, bool isLive = false, string? account = null) => server.Store.Add(new JsonObject
    {
        ["id"] = server.Store.NewId("evt"),
        ["object"] = "event",
        ["account"] = account,
        ["api_version"] = StripeClient.ApiVersion,
        ["created"] = server.Store.Now,
        ["data"] = new JsonObject { ["object"] = about.DeepClone() },
        ["livemode"] = isLive,
        ["pending_webhooks"] = 1,
        ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
        ["type"] = type,
    });

    /// <summary>Sends an event to the application's address, signed at this moment.</summary>
    public Task<HttpResponseMessage> SendAsync(Uri address, JsonObject happened, CancellationToken cancellationToken)
    {
        var body = happened.ToJsonString();
        return SendAsync(address, body, Sign(body, server.Time.GetInstant()), cancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(
        Uri address, string body, string signature, CancellationToken cancellationToken)
    {
        using var request = RequestOf(address, body, signature);
        return await http.SendAsync(request, cancellationToken);
    }

    public static HttpRequestMessage RequestOf(Uri address, string body, string signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Stripe-Signature", signature);
        return request;
    }

    /// <summary>The signature header as Stripe writes it.</summary>
    public static string Sign(string body, DateTimeOffset at, string secret = StripeServer.WebhookSecret)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={seconds},v1={Digest($"{seconds}.{body}", secret)}";
    }

    public static string Digest(string text, string secret) => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    public void Dispose() => http.Dispose();
}
