using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api.V1;

/// <summary>What a merchant's programs and staff see of its cards, and how they issue new ones.</summary>
internal static class GiftCardRoutes
{
    private const string Tag = "Gift cards";

    public static void MapGiftCards(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/gift-cards", ListAsync)
            .ForMerchant(Permissions.CardsRead)
            .WithTags(Tag)
            .Describe("listGiftCards", "List cards", "The merchant's cards, newest first.")
            .Query("status", "Only cards of this status.", "string", [.. Enum.GetValues<CardStatus>().Select(status => status.ToText())])
            .Query("q", "The last four of the code, or the e-mail address of purchaser or recipient.")
            .Query("issuedFrom", "Issued at or after this instant, or the beginning of this day (UTC).")
            .Query("issuedTo", "Issued before this instant, or the beginning of this day (UTC).")
            .Query("minBalance", "A balance of at least this, in minor units.", "integer")
            .Paged()
            .Produces<ListBody<CardBody>>();

        routes.MapPost("/gift-cards", IssueAsync)
            .ForMerchant(Permissions.CardsIssue)
            .Idempotent()
            .Refusing(
                "amount_out_of_range", "currency_mismatch", "merchant_not_accepting", "code_malformed", "conflict")
            .WithTags(Tag)
            .Describe(
                "issueGiftCard",
                "Issue a card",
                "Issues a card without an order: sold at the counter, given away, or brought over from another system. "
                + "The answer holds the code, which no other answer does.")
            .Example(ApiExamples.Issue, ApiExamples.IssuedCard)
            .Produces<IssuedCardBody>(StatusCodes.Status201Created);

        routes.MapGet("/gift-cards/{id}", GetAsync)
            .ForMerchant(Permissions.CardsRead)
            .Refusing("not_found")
            .WithTags(Tag)
            .Describe("getGiftCard", "Get a card", "One of the merchant's cards.")
            .Example(null, ApiExamples.Card)
            .Produces<CardBody>();

        routes.MapGet("/gift-cards/{id}/transactions", TransactionsAsync)
            .ForMerchant(Permissions.CardsRead)
            .Refusing("not_found")
            .Paged()
            .WithTags(Tag)
            .Describe("listGiftCardTransactions", "List a card's transactions", "The card's history, newest first.")
            .Produces<ListBody<TransactionBody>>();
    }

    private static async Task<IResult> ListAsync(
        Caller caller, ApiQuery query, CardQueries cards, CancellationToken cancellationToken)
    {
        var filter = new CardFilter
        {
            Status = query.Choice<CardStatus>("status"),
            Search = query.Text("q"),
            IssuedFrom = query.Instant("issuedFrom"),
            IssuedTo = query.Instant("issuedTo"),
            MinBalanceMinor = query.Minor("minBalance"),
        };
        var page = query.Page();
        return query.Error is { } refused
            ? Answers.Refuse(refused)
            : Answers.Of(
                await cards.ListAsync(caller.Actor, filter, page, cancellationToken),
                found => ListBody<CardBody>.Of(found, CardBody.Of));
    }

    private static async Task<IResult> GetAsync(
        string id, Caller caller, ApiQuery query, CardQueries cards, CancellationToken cancellationToken)
    {
        if (query.Error is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return PublicId.TryParse<CardId>(id, out var card)
            ? Answers.Of(await cards.GetAsync(caller.Actor, card, cancellationToken), CardBody.Of)
            : Answers.Refuse(new NotFound());
    }

    private static async Task<IResult> TransactionsAsync(
        string id, Caller caller, ApiQuery query, CardQueries cards, CancellationToken cancellationToken)
    {
        var page = query.Page();
        if (query.Error is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return PublicId.TryParse<CardId>(id, out var card)
            ? Answers.Of(
                await cards.TransactionsAsync(caller.Actor, card, page, cancellationToken),
                found => ListBody<TransactionBody>.Of(found, TransactionBody.Of))
            : Answers.Refuse(new NotFound());
    }

    private static async Task<IResult> IssueAsync(
        RequestBody<IssueBody> body,
        Caller caller,
        IssueCardHandler issue,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var command = body.Value.ToCommand();
        var issued = await issue.HandleAsync(caller.Actor, command, caller.IdempotencyKey, cancellationToken);
        return Answers.Once(context, issued, IssuedCardBody.Of);
    }
}

/// <summary>A card to be issued without an order.</summary>
internal sealed record IssueBody
{
    public required MoneyBody Amount { get; init; }

    [Description("counter, promotion or import.")]
    public required CardSource Source { get; init; }

    public PartyBody? Recipient { get; init; }

    public string? Message { get; init; }

    [Description("email sends it to the recipient; print (the default) and link send nothing.")]
    public DeliveryMethod? DeliveryMethod { get; init; }

    [Description("The code the card had elsewhere; imports only.")]
    public string? Code { get; init; }

    [Description("When it ends; the merchant's own validity when absent.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Note { get; init; }

    public IssueCard ToCommand() => new(Amount.ToMoney(), Source)
    {
        Recipient = Recipient?.ToParty(),
        Message = Message,
        Delivery = DeliveryMethod,
        Code = Code,
        ExpiresAt = ExpiresAt,
        Note = Note,
    };
}

/// <summary>A card that was just issued, with its code.</summary>
internal sealed record IssuedCardBody : CardBody
{
    [SetsRequiredMembers]
    private IssuedCardBody(CardBody card, string? code)
        : base(card) => Code = code;

    [JsonPropertyOrder(1)]
    [Description("The code; told here only.")]
    public string? Code { get; }

    public static IssuedCardBody Of(IssuedCard issued) => new(CardBody.Of(issued.GiftCard), issued.Code);
}
