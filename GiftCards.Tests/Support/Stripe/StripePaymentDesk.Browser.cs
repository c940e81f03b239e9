using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>What the buyer's browser asks for.</summary>
public sealed partial class StripePaymentDesk
{
    internal async Task<bool> ServeBrowserAsync(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        if (Regex.Match(context.Request.Path, "^/browser/confirm/(pi_[0-9]+)$") is { Success: true } confirm)
        {
            await ConfirmFromBrowserAsync(context, confirm.Groups[1].Value);
            return true;
        }

        if (Regex.Match(context.Request.Path, "^/authenticate/(pi_[0-9]+)$") is { Success: true } asked)
        {
            await AuthenticateAsync(context, asked.Groups[1].Value);
            return true;
        }

        return false;
    }

    private async Task ConfirmFromBrowserAsync(HttpContext context, string id)
    {
        JsonNode body;
        try
        {
            lock (Store.Gate)
            {
                var intent = Store.Get(id, "payment_intent");
                var mayPay = context.Request.Query["client_secret"] == (string)intent["client_secret"]!
                    && context.Request.Query["key"] == StripeServer.PublishableKey;
                body = mayPay
                    ? Confirm(id, context.Request.Query["payment_method"].ToString(), context.Request.Query["return_url"]).DeepClone()
                    : throw StripeRefusalException.Of("payment_intent_invalid_parameter", "The client_secret provided does not match.");
            }
        }
        catch (StripeRefusalException refusal)
        {
            body = refusal.Answer.Body;
        }

        await context.Response.WriteAsJsonAsync(body);
    }

    private async Task AuthenticateAsync(HttpContext context, string id)
    {
        var back = context.Request.Query["return_url"].ToString();
        if (context.Request.Query["answer"].ToString() is { Length: > 0 } answer)
        {
            var intent = Answer(id, answer == "approve");
            var glue = back.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            context.Response.Redirect($"{back}{glue}payment_intent={id}&payment_intent_client_secret={intent["client_secret"]}&redirect_status={(answer == "approve" ? "succeeded" : "failed")}");
            return;
        }

        var self = $"/authenticate/{id}?return_url={Uri.EscapeDataString(back)}";
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync(
            $"<!doctype html><title>Bank</title><h1>Your bank asks</h1><a id=approve href=\"{self}&amp;answer=approve\">Approve</a> <a id=reject href=\"{self}&amp;answer=reject\">Reject</a>");
    }
}
