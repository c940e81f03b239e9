using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Mail;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GiftCards.Web.Components.Storefront.Dev;

/// <summary>
/// What the mailbox pages cannot be: the mail's own page in its sandbox, its files, the list for programs.
/// </summary>
internal static class MailboxEndpoints
{
    private const int Listed = 100;

    // The mail is foreign text: it may show itself and open links in a tab of their own, and nothing else.
    private const string Sandbox = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
        + "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>
    /// Answers the list as JSON to whoever asks for that; the page of the same address is for people.
    /// </summary>
    public static void UseMailboxForPrograms(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        app.Use(async (context, next) =>
        {
            if (context.Request.Path != "/dev/mailbox" || !WantsJson(context.Request))
            {
                await next(context);
                return;
            }

            var mailbox = context.RequestServices.GetRequiredService<MailboxQueries>();
            var mails = await mailbox.ListAsync(Listed, context.RequestAborted);
            await context.Response.WriteAsJsonAsync(mails.Select(KeptMail.Of), context.RequestAborted);
        });
    }

    public static void MapMailbox(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapGet("/dev/mailbox/{id:guid}/html", HtmlAsync).ExcludeFromDescription();
            app.MapGet("/dev/mailbox/{id:guid}/attachments/{position:int}", AttachmentAsync).ExcludeFromDescription();
        }
    }

    private static bool WantsJson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && request.GetTypedHeaders().Accept.Any(
            accepted => accepted.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase));

    private static async Task<Results<ContentHttpResult, NotFound>> HtmlAsync(
        Guid id, HttpContext context, MailboxQueries mailbox, CancellationToken cancellationToken)
    {
        if (await mailbox.FindAsync(id, cancellationToken) is not { } mail)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.ContentSecurityPolicy = Sandbox;
        var html = mail.Html.Replace("<head>", "<head><base target=\"_blank\">", StringComparison.OrdinalIgnoreCase);
        return TypedResults.Content(
            await WithPicturesAsync(mail, html, mailbox, cancellationToken), "text/html; charset=utf-8");
    }

    // A mail reader finds the pictures of a mail within it; a browser is given them in the address.
    private static async Task<string> WithPicturesAsync(
        MailboxMessage mail, string html, MailboxQueries mailbox, CancellationToken cancellationToken)
    {
        foreach (var file in mail.Attachments)
        {
            var address = $"cid:{MailFile.ContentIdOf(file.FileName)}";
            if (html.Contains(address, StringComparison.Ordinal)
                && await mailbox.AttachmentAsync(mail.Id, file.Position, cancellationToken) is { } picture)
            {
                html = html.Replace(
                    address,
                    $"data:{picture.ContentType};base64,{Convert.ToBase64String(picture.Content)}",
                    StringComparison.Ordinal);
            }
        }

        return html;
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> AttachmentAsync(
        Guid id, int position, MailboxQueries mailbox, CancellationToken cancellationToken) =>
        await mailbox.AttachmentAsync(id, position, cancellationToken) is { } file
            ? TypedResults.File(file.Content, file.ContentType, file.FileName)
            : TypedResults.NotFound();

    private sealed record KeptMail(
        Guid Id,
        string From,
        string To,
        string Subject,
        string Text,
        string Html,
        IEnumerable<KeptFile> Attachments,
        DateTimeOffset SentAt)
    {
        public static KeptMail Of(MailboxMessage mail) => new(
            mail.Id,
            mail.FromName,
            mail.To,
            mail.Subject,
            mail.Text,
            mail.Html,
            mail.Attachments.Select(file =>
                new KeptFile(file.FileName, file.ContentType, $"/dev/mailbox/{mail.Id}/attachments/{file.Position}")),
            mail.SentAt);
    }

    private sealed record KeptFile(string FileName, string ContentType, string Url);
}
