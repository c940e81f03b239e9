using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GiftCards.Core.Access;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Onboarding;

/// <summary>Signs what is sent to a merchant's program, as Standard Webhooks 1.0 says.</summary>
public static class WebhookSignature
{
    public const string Prefix = "whsec_";
    private const int SecretBytes = 32;

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>
    /// The value of <c>webhook-signature</c>: a version, a comma, and HMAC-SHA256 over id, time and body.
    /// </summary>
    public static string Sign(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var key = Convert.FromBase64String(secret[Prefix.Length..]);
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. head, .. body]));
    }
}

/// <summary>
/// Keeps the address that events go to; empty for none. The first one brings a secret with it, which stays. Errors:
/// <c>forbidden</c>, <c>webhook_url_refused</c>.
/// </summary>
public sealed class SaveWebhookHandler(GiftCardsDatabase database, OutsideRules rules, TimeProvider time)
{
    private const int MaxUrl = 500;

    public async Task<Result<WebhookEndpoint?>> HandleAsync(
        Actor actor, string? url, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var endpoint = await context.WebhookEndpoints.SingleOrDefaultAsync(e => e.MerchantId == id, cancellationToken);
        var now = time.GetInstant();
        var note = BusinessAudit.Note(id) with { Before = PlaceOf(endpoint) };
        if (string.IsNullOrWhiteSpace(url))
        {
            if (endpoint is not null)
            {
                context.WebhookEndpoints.Remove(endpoint);
                context.Record(actor, note, now);
                await context.SaveChangesAsync(cancellationToken);
            }

            return (WebhookEndpoint?)null;
        }

        var text = url.Trim();
        if (text.Length > MaxUrl || !Uri.TryCreate(text, UriKind.Absolute, out var address) || !rules.Allows(address))
        {
            return new WebhookUrlRefused();
        }

        if (endpoint is null)
        {
            endpoint = new WebhookEndpoint
            {
                MerchantId = id,
                Url = address.AbsoluteUri,
                Secret = WebhookSignature.NewSecret(),
                CreatedAt = now,
            };
            context.WebhookEndpoints.Add(endpoint);
        }
        else if (endpoint.Url != address.AbsoluteUri)
        {
            (endpoint.Url, endpoint.TestedAt, endpoint.TestStatus) = (address.AbsoluteUri, null, null);
        }

        context.Record(actor, note with { After = PlaceOf(endpoint) }, now);
        await context.SaveChangesAsync(cancellationToken);
        return endpoint;
    }

    // Behind the host an address may hold a secret of the business's own.
    private static object? PlaceOf(WebhookEndpoint? endpoint) =>
        endpoint is null ? null : new { Webhook = new Uri(endpoint.Url).Host };
}

/// <summary>
/// Sends a signed event that says nothing, and tells how it was answered. Errors: <c>forbidden</c>, <c>not_found</c>
/// without an address, <c>rate_limited</c>.
/// </summary>
public sealed class TestWebhookHandler(
    GiftCardsDatabase database, OutsideClient outside, AttemptLimiter limiter, TimeProvider time)
{
    private const int PerHour = 20;
    private const int Shown = 300;

    public async Task<Result<OutsideAnswer>> HandleAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (OwnerRights.Refuse(actor, out var id) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var endpoint = await context.WebhookEndpoints.SingleOrDefaultAsync(e => e.MerchantId == id, cancellationToken);
        if (endpoint is null)
        {
            return new NotFound();
        }

        var allowed = await limiter.TakeAsync(
            "webhook_test", id.ToString(), PerHour, TimeSpan.FromHours(1), cancellationToken);
        if (!allowed.IsOk)
        {
            return allowed.Error;
        }

        var now = time.GetInstant();
        var answer = await SendAsync(endpoint, now, cancellationToken);
        (endpoint.TestedAt, endpoint.TestStatus) = (now, answer.Status);
        await context.SaveChangesAsync(CancellationToken.None);
        return answer with { Body = answer.Body[..Math.Min(Shown, answer.Body.Length)] };
    }

    private Task<OutsideAnswer> SendAsync(
        WebhookEndpoint endpoint, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = PublicId.New<MessageId>(now).ToString();
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            type = "webhook.test",
            timestamp = now,
            data = new { merchant = endpoint.MerchantId.ToString() },
        });
        var seconds = now.ToUnixTimeSeconds();
        return outside.PostJsonAsync(
            new Uri(endpoint.Url),
            body,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["webhook-id"] = id,
                ["webhook-timestamp"] = seconds.ToString(CultureInfo.InvariantCulture),
                ["webhook-signature"] = WebhookSignature.Sign(endpoint.Secret, id, seconds, body),
            },
            cancellationToken);
    }
}
