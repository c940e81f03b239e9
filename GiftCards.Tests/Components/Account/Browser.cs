using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using GiftCards.Tests.Support;
using Microsoft.AspNetCore.Mvc.Testing;
using Xunit;

namespace GiftCards.Tests.Components.Account;

/// <summary>Somebody who reads pages and sends their forms, with the cookies they were given.</summary>
internal sealed class Browser(GiftCardsApp app) : IDisposable
{
    private readonly HttpClient client = app.CreateClient(new WebApplicationFactoryClientOptions
    {
        BaseAddress = app.ClientOptions.BaseAddress,
        AllowAutoRedirect = false,
        HandleCookies = true,
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public HttpClient Client => client;

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(new Uri(path, UriKind.Relative), Token);

    public async Task<IHtmlDocument> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        answer.EnsureSuccessStatusCode();
        return await ParseAsync(answer);
    }

    /// <summary>Opens the page, fills in the form of that name and sends it.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        string path, string form, params (string Name, string Value)[] fields) =>
        await SendAsync(await ReadAsync(path), path, form, fields);

    /// <summary>Fills in a form of the page as it was read, however long ago, and sends it.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        IHtmlDocument page, string path, string form, params (string Name, string Value)[] fields)
    {
        var found = page.QuerySelectorAll("form")
            .First(element => element.QuerySelector($"input[name=_handler][value='{form}']") is not null
                || element.GetAttribute("action") == form);
        var hidden = found.QuerySelectorAll("input[type=hidden]")
            .Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? ""))
            .Where(input => !Array.Exists(fields, field => field.Name == input.Key));
        using var content = new FormUrlEncodedContent(
            [.. hidden, .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        var target = found.GetAttribute("action") is { Length: > 0 } action ? action : path;
        return await client.PostAsync(new Uri(target, UriKind.RelativeOrAbsolute), content, Token);
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string returnPath = "", string password = GiftCardsApp.Password) => SendAsync(
        $"/account/sign-in?returnPath={Uri.EscapeDataString(returnPath)}",
        "sign-in",
        ("Input.Email", email),
        ("Input.Password", password));

    public static async Task<IHtmlDocument> ParseAsync(HttpResponseMessage answer) =>
        new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Token));

    public void Dispose() => client.Dispose();
}
