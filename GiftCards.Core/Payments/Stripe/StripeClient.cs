using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Payments.Stripe;

/// <summary>
/// Stripe's API, as much of it as is used. Every request that changes something carries a key of its own, made by the
/// caller from what it is about, so that it may be repeated: what got no answer, or one that leaves the end open, is
/// asked again under the same key. Throws <see cref="StripeException"/>.
/// </summary>
internal sealed partial class StripeClient : IDisposable
{
    /// <summary>The version of the API that answers are read by; changed on purpose and with its change log.</summary>
    public const string ApiVersion = "2025-09-30.clover";

    private const int PageSize = 100;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly StripeOptions options;
    private readonly ILogger<StripeClient> logger;
    private readonly HttpClient http;

    public StripeClient(StripeOptions options, ILogger<StripeClient> logger)
    {
        this.options = options;
        this.logger = logger;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            BaseAddress = options.ApiBase,
            Timeout = options.Patience,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.SecretKey);
        http.DefaultRequestHeaders.Add("Stripe-Version", ApiVersion);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("GiftCards/1");
    }

    public void Dispose() => http.Dispose();

    /// <summary>Reads the body of an answer or event; null for what is none.</summary>
    public static T? Parse<T>(ReadOnlySpan<byte> body)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private Task<T?> FindAsync<T>(string path, StripeForm? query, CancellationToken cancellationToken)
        where T : class =>
        FindAsync<T>(path, query, null, cancellationToken);

    private async Task<T?> FindAsync<T>(
        string path, StripeForm? query, string? account, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await SendAsync<T>(
                new Wish(HttpMethod.Get, $"{path}{query?.Query}") { Account = account }, cancellationToken);
        }
        catch (StripeException error) when (error.IsMissing)
        {
            return null;
        }
    }

    private Task<T> GetAsync<T>(string path, StripeForm? query, CancellationToken cancellationToken)
        where T : class =>
        SendAsync<T>(new Wish(HttpMethod.Get, $"{path}{query?.Query}"), cancellationToken);

    private Task<T> PostAsync<T>(
        string path, StripeForm form, string idempotencyKey, CancellationToken cancellationToken)
        where T : class =>
        SendAsync<T>(
            new Wish(HttpMethod.Post, path) { Form = form, IdempotencyKey = idempotencyKey }, cancellationToken);

    private async IAsyncEnumerable<T> ListAsync<T>(
        string path, Action<StripeForm> filter, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IStripeObject
    {
        string? last = null;
        StripeList<T> page;
        do
        {
            var query = new StripeForm().Add("limit", PageSize).Add("starting_after", last);
            filter(query);
            page = await GetAsync<StripeList<T>>(path, query, cancellationToken);
            foreach (var row in page.Data)
            {
                yield return row;
                last = row.Id;
            }
        }
        while (page.HasMore && page.Data.Count > 0);
    }

    private async Task<T> SendAsync<T>(Wish wish, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            TimeSpan? advised = null;
            try
            {
                using var request = RequestOf(wish);
                using var response = await http.SendAsync(request, cancellationToken);
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                var requestId = RequestIdOf(response);
                LogAnswer(wish.Method.Method, PathOnly(wish.Path), (int)response.StatusCode, requestId);
                if (response.IsSuccessStatusCode)
                {
                    return Parse<T>(body)
                        ?? throw new PaymentProviderException($"Stripe answered what cannot be read ({requestId}).");
                }

                var error = new StripeException(response.StatusCode, Parse<FaultBody>(body)?.Error, requestId);
                if (attempt >= options.Repeats || !MayRepeat(response, error))
                {
                    throw error;
                }

                advised = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception error) when (IsBroken(error, cancellationToken))
            {
                LogBroken(wish.Method.Method, PathOnly(wish.Path), attempt + 1, error.GetType().Name);
                if (attempt >= options.Repeats)
                {
                    throw new StripeException(error);
                }
            }

            await PauseAsync(attempt, advised, cancellationToken);
        }
    }

    private static HttpRequestMessage RequestOf(Wish wish)
    {
        var request = new HttpRequestMessage(wish.Method, wish.Path);
        if (wish.Form is { } form)
        {
            request.Content = new FormUrlEncodedContent(form.Fields);
            request.Headers.Add("Idempotency-Key", wish.IdempotencyKey);
        }

        if (wish.Account is { } account)
        {
            request.Headers.Add("Stripe-Account", account);
        }

        return request;
    }

    /// <summary>Stripe says itself whether asking again is any use; where it does not, the status does.</summary>
    private static bool MayRepeat(HttpResponseMessage response, StripeException error)
    {
        if (response.Headers.TryGetValues("Stripe-Should-Retry", out var said))
        {
            return said.FirstOrDefault() == "true";
        }

        return response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests
            || (int)response.StatusCode >= 500 || error.Code == "lock_timeout";
    }

    private static bool IsBroken(Exception error, CancellationToken cancellationToken) => error switch
    {
        HttpRequestException or IOException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private async Task PauseAsync(int attempt, TimeSpan? advised, CancellationToken cancellationToken)
    {
        var own = options.Pause * (1 << attempt);
        var pause = advised is { } longer && longer > own ? longer : own;
        if (pause > TimeSpan.Zero)
        {
            using var timer = new PeriodicTimer(pause < LongestPause ? pause : LongestPause);
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static string? RequestIdOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Request-Id", out var ids) ? ids.FirstOrDefault() : null;

    private static string PathOnly(string path) => path.Split('?')[0];

    private static long Seconds(DateTimeOffset instant) => instant.ToUnixTimeSeconds();

    private static string Escape(string id) => Uri.EscapeDataString(id);

    [LoggerMessage(LogLevel.Information, "Stripe answered {Method} {Path} with {Status} ({RequestId})")]
    private partial void LogAnswer(string method, string path, int status, string? requestId);

    [LoggerMessage(LogLevel.Warning, "Stripe gave no answer to {Method} {Path}, attempt {Attempt}: {Reason}")]
    private partial void LogBroken(string method, string path, int attempt, string reason);

    private sealed record FaultBody(StripeFault? Error);

    /// <summary>What is asked; of the connected account named, else of our own.</summary>
    private sealed record Wish(HttpMethod Method, string Path)
    {
        public StripeForm? Form { get; init; }

        public string? IdempotencyKey { get; init; }

        public string? Account { get; init; }
    }
}
