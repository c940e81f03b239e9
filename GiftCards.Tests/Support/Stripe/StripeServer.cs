using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using GiftCards.Core.Payments.Stripe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GiftCards.Tests.Support.Stripe;

/// <summary>
/// A server that answers as Stripe does, on a port of its own. The application knows nothing of it but the address in
/// <c>Stripe:ApiBase</c>. It refuses parameters it does not know, keeps what it was told, remembers idempotency keys,
/// sends signed events, and fails in the ways a network and a provider fail. What it can do is in its desks:
/// <see cref="StripePaymentDesk"/> and <see cref="StripeConnectDesk"/>; further ones are added with <see cref="Map"/>.
/// </summary>
public sealed class StripeServer : IAsyncDisposable
{
    public const string SecretKey = "sk_test_stand_in";
    public const string PublishableKey = "pk_test_stand_in";
    public const string WebhookSecret = "whsec_stand_in";

    private readonly List<Route> routes = [];
    private readonly ConcurrentDictionary<string, KeptAnswer> kept = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource closing = new();
    private WebApplication app = null!;
    private int requests;

    private StripeServer(TimeProvider time)
    {
        Time = time;
        Store = new StripeStore(time);
        Events = new StripeEvents(this);
        Payments = new StripePaymentDesk(this);
        Connect = new StripeConnectDesk(this);
        Disputes = new StripeDisputeDesk(this);
    }

    public Uri Address { get; private set; } = null!;

    public TimeProvider Time { get; }

    public StripeStore Store { get; }

    public StripeEvents Events { get; }

    public StripeFaults Faults { get; } = new();

    public StripePaymentDesk Payments { get; }

    public StripeConnectDesk Connect { get; }

    public StripeDisputeDesk Disputes { get; }

    /// <summary>Every request that arrived, as method and path, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>How an application speaks to this server; with hardly any patience, so that faults cost no time.</summary>
    public StripeOptions Options => new(Address, SecretKey, PublishableKey, [WebhookSecret])
    {
        Patience = TimeSpan.FromSeconds(2),
        Pause = TimeSpan.Zero,
    };

    /// <summary>The same as settings.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("Payments:Provider", "Stripe"),
        ("Payouts:Provider", "StripeConnect"),
        ("Stripe:ApiBase", Address.ToString()),
        ("Stripe:SecretKey", SecretKey),
        ("Stripe:PublishableKey", PublishableKey),
        ("Stripe:WebhookSecret", WebhookSecret),
    ];

    public static async Task<StripeServer> StartAsync(TimeProvider? time = null)
    {
        var server = new StripeServer(time ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server.app = builder.Build();
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync();
        server.Address = new Uri(server.app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.DisposeAsync();
        closing.Dispose();
        Events.Dispose();
    }

    /// <summary>
    /// Adds an endpoint. A <c>*</c> in the path stands for one id; a parameter ending in <c>[]</c> or <c>[*]</c> for
    /// all of its kind. What is not among the parameters is refused.
    /// </summary>
    public void Map(string method, string path, string[] parameters, Func<StripeRequest, JsonObject> answer) =>
        routes.Add(new Route(method, path.Split('/'), parameters, answer));

    /// <summary>Forgets the idempotency keys, as Stripe does after a day.</summary>
    public void ForgetKeys() => kept.Clear();

    private async Task AnswerAsync(HttpContext context)
    {
        var id = $"req_{Interlocked.Increment(ref requests).ToString("x14", CultureInfo.InvariantCulture)}";
        context.Response.Headers["Request-Id"] = id;
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        if (await Payments.ServeBrowserAsync(context))
        {
            return;
        }

        var fault = Faults.Next(context.Request.Method, context.Request.Path);
        if (await BreakAsync(context, fault))
        {
            return;
        }

        var answer = await ExecuteAsync(context, fault);
        if (fault is StripeTrouble.ResetAfter)
        {
            context.Abort();
            return;
        }

        if (fault is StripeTrouble.HangAfter)
        {
            await HangAsync(context);
            return;
        }

        await WriteAsync(context, answer);
    }

    /// <summary>What goes wrong before the request is looked at.</summary>
    private async Task<bool> BreakAsync(HttpContext context, StripeTrouble? fault)
    {
        switch (fault)
        {
            case StripeTrouble.Reset:
                context.Abort();
                return true;
            case StripeTrouble.Hang:
                await HangAsync(context);
                return true;
            case StripeTrouble.TooMany:
                context.Response.Headers["Stripe-Should-Retry"] = "true";
                await WriteAsync(context, StripeAnswer.Refuse(429, "invalid_request_error", "rate_limit"));
                return true;
            case StripeTrouble.Unavailable:
                await WriteAsync(context, StripeAnswer.Refuse(503, "api_error", null));
                return true;
            default:
                return false;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing.Token);
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(30), either.Token);
        }
        catch (OperationCanceledException)
        {
        }

        context.Abort();
    }

    private async Task<StripeAnswer> ExecuteAsync(HttpContext context, StripeTrouble? fault)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (authorization != $"Bearer {SecretKey}")
        {
            return StripeAnswer.Refuse(401, "invalid_request_error", null, "Invalid API Key provided");
        }

        if (context.Request.Headers["Stripe-Version"].ToString() is not StripeClient.ApiVersion)
        {
            return StripeAnswer.Refuse(400, "invalid_request_error", null, "Invalid Stripe API version");
        }

        var (route, ids) = Find(context.Request);
        if (route is null)
        {
            return StripeAnswer.Refuse(404, "invalid_request_error", null, "Unrecognized request URL");
        }

        var request = await StripeRequest.ReadAsync(context.Request, ids);
        if (request.Unknown(route.Parameters) is { } unknown)
        {
            return StripeAnswer.Refuse(400, "invalid_request_error", "parameter_unknown", $"Received unknown parameter: {unknown}", unknown);
        }

        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (request.Method != "POST")
        {
            return Carry(route, request, fault);
        }

        return key.Length is 0 or > 255
            ? StripeAnswer.Refuse(400, "invalid_request_error", null, "Every change must carry a key of 1 to 255 characters")
            : Once(key, request, () => Carry(route, request, fault));
    }

    /// <summary>
    /// Stripe's rules: the first outcome is kept, failures included, and repeated; the same key with other parameters
    /// is refused, and so is one that is being worked on. A request that was refused for its parameters leaves nothing.
    /// </summary>
    private StripeAnswer Once(string key, StripeRequest request, Func<StripeAnswer> carryOut)
    {
        var mine = new KeptAnswer(request.Fingerprint);
        var first = kept.GetOrAdd(key, mine);
        if (first != mine)
        {
            return first switch
            {
                { Fingerprint: var print } when print != request.Fingerprint => StripeAnswer.Refuse(400, "idempotency_error", null, "Keys for idempotent requests can only be used with the same parameters they were first used with."),
                { Answer: { } known } => known with { IsReplay = true },
                _ => StripeAnswer.Refuse(409, "idempotency_error", "idempotency_key_in_use"),
            };
        }

        var answer = carryOut();
        if (answer.IsRefusedUnseen)
        {
            kept.TryRemove(key, out _);
        }

        mine.Answer = answer;
        return answer;
    }

    private StripeAnswer Carry(Route route, StripeRequest request, StripeTrouble? fault)
    {
        if (fault is StripeTrouble.Error)
        {
            return StripeAnswer.Refuse(500, "api_error", null);
        }

        lock (Store.Gate)
        {
            try
            {
                var body = Store.Expand(route.Answer(request), request.Expansions);
                return fault is StripeTrouble.ErrorAfter
                    ? StripeAnswer.Refuse(500, "api_error", null)
                    : new StripeAnswer(200, body);
            }
            catch (StripeRefusalException refusal)
            {
                return refusal.Answer;
            }
        }
    }

    private (Route? Route, string[] Ids) Find(HttpRequest request)
    {
        var path = request.Path.Value!.Split('/');
        var route = routes.Find(each => each.Method == request.Method && each.Fits(path));
        return (route, route is null ? [] : [.. path.Where((_, index) => route.Path[index] == "*")]);
    }

    private static async Task WriteAsync(HttpContext context, StripeAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        if (answer.IsReplay)
        {
            context.Response.Headers["Idempotent-Replayed"] = "true";
        }

        await context.Response.WriteAsync(answer.Body.ToJsonString());
    }

    private sealed record Route(
        string Method, string[] Path, string[] Parameters, Func<StripeRequest, JsonObject> Answer)
    {
        public bool Fits(string[] path) =>
            path.Length == Path.Length && Path.Zip(path).All(pair => pair.First == "*" || pair.First == pair.Second);
    }

    private sealed class KeptAnswer(string fingerprint)
    {
        public string Fingerprint { get; } = fingerprint;

        public StripeAnswer? Answer { get; set; }
    }
}
