using GiftCards.Core.Clearing;
using GiftCards.Core.Common;
using GiftCards.Core.Payments.Stripe;

namespace GiftCards.Web.Hosting;

/// <summary>
/// Where Stripe tells what happened. The body is read as it came, its signature checked, and only then looked at. 2xx
/// says that the event need not be sent again; everything else that it should.
/// </summary>
internal static class StripeWebhook
{
    public const string Path = "/webhooks/stripe";

    /// <summary>More than any event of ours holds.</summary>
    private const int MaxBody = 1024 * 1024;

    /// <summary>Opens the endpoint where Stripe takes the payments; elsewhere there is none.</summary>
    public static void MapStripeWebhook(this WebApplication app)
    {
        if (app.Services.GetRequiredService<StartupSettings>().Stripe is not null)
        {
            app.MapPost(Path, ReceiveAsync).DisableAntiforgery().ExcludeFromDescription();
        }
    }

    private static async Task<IResult> ReceiveAsync(
        HttpRequest request,
        StripeOptions options,
        ReceiveStripeEventHandler receive,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, cancellationToken) is not { } body)
        {
            return Results.Text("too large", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        var signature = request.Headers["Stripe-Signature"].ToString();
        if (!StripeSignature.IsGood(body.Span, signature, options.WebhookSecrets, time.GetInstant()))
        {
            return Results.Text("invalid signature", statusCode: StatusCodes.Status400BadRequest);
        }

        // Once begun it is carried through, whether Stripe waits for the answer or not.
        var received = await receive.HandleAsync(body, CancellationToken.None);
        return received.Error?.Kind switch
        {
            null => Results.Text(received.Value.ToText()),
            ErrorKind.Invalid => Results.Text("no event", statusCode: StatusCodes.Status400BadRequest),
            _ => Results.Text("try again", statusCode: StatusCodes.Status503ServiceUnavailable),
        };
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(part, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBody)
            {
                return null;
            }

            body.Write(part, 0, read);
        }

        return body.ToArray();
    }
}
