using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api.V1;

/// <summary>Corrections that wait for a second person.</summary>
internal static class ApprovalRoutes
{
    private const string Tag = "Approvals";

    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/approvals", ListAsync)
            .ForMerchant(Permissions.CardsManage)
            .WithTags(Tag)
            .Describe(
                "listApprovals",
                "List approvals",
                "Corrections beyond the merchant's limit that wait for a second person, or what became of them. Newest first.")
            .Query(
                "status",
                "Those that wait, unless said otherwise.",
                "string",
                [.. Enum.GetValues<ApprovalStatus>().Select(status => status.ToText())])
            .Paged()
            .Produces<ListBody<ApprovalBody>>();

        routes.MapPost("/approvals/{id}/approve", ApproveAsync)
            .ForMerchant(Permissions.CardsManage)
            .Idempotent()
            .Refusing(
                "not_found", "card_blocked", "card_expired", "card_cancelled", "card_in_transfer", "insufficient_balance",
                "currency_mismatch", "conflict")
            .WithTags(Tag)
            .Describe(
                "approveAdjustment",
                "Approve",
                "Agrees to a correction, which happens at once, to the card as it is now. Only a person with an access token may, and "
                + "never the one who asked. A request that was decided before is a conflict.")
            .Example(ApiExamples.Nothing, null)
            .Produces<CardChangeBody>();

        routes.MapPost("/approvals/{id}/decline", DeclineAsync)
            .ForMerchant(Permissions.CardsManage)
            .Idempotent()
            .Refusing("not_found", "conflict")
            .WithTags(Tag)
            .Describe(
                "declineAdjustment",
                "Decline",
                "Refuses a correction for good; whoever asked for it may take it back by this. Only a person with an access token may.")
            .Example(ApiExamples.Nothing, ApiExamples.DeclinedApproval)
            .Produces<DeclinedApprovalBody>();
    }

    private static async Task<IResult> ListAsync(
        Caller caller, ApiQuery query, ApprovalQueries approvals, CancellationToken cancellationToken)
    {
        var status = query.Choice<ApprovalStatus>("status") ?? ApprovalStatus.Waiting;
        var page = query.Page();
        return query.Error is { } refused
            ? Answers.Refuse(refused)
            : Answers.Of(
                await approvals.ListAsync(caller.Actor, status, page, cancellationToken),
                found => ListBody<ApprovalBody>.Of(found, ApprovalBody.Of));
    }

    private static async Task<IResult> ApproveAsync(
        string id,
        RequestBody<DecisionBody> body,
        Caller caller,
        ApproveAdjustmentHandler approve,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        _ = body; // It says nothing, and is read so that anything in it is refused.
        return PublicId.TryParse<ApprovalId>(id, out var approval)
            ? Answers.Once(
                context,
                await approve.HandleAsync(
                    caller.Actor, new ApproveAdjustment(approval), caller.IdempotencyKey, cancellationToken),
                CardChangeBody.Of,
                StatusCodes.Status200OK)
            : Answers.Refuse(new NotFound());
    }

    private static async Task<IResult> DeclineAsync(
        string id,
        RequestBody<DecisionBody> body,
        Caller caller,
        DeclineAdjustmentHandler decline,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        _ = body; // It says nothing, and is read so that anything in it is refused.
        return PublicId.TryParse<ApprovalId>(id, out var approval)
            ? Answers.Once(
                context,
                await decline.HandleAsync(
                    caller.Actor, new DeclineAdjustment(approval), caller.IdempotencyKey, cancellationToken),
                declined => new DeclinedApprovalBody(ApprovalBody.Of(declined)),
                StatusCodes.Status200OK)
            : Answers.Refuse(new NotFound());
    }
}

/// <summary>Deciding needs nothing said.</summary>
internal sealed record DecisionBody;

/// <summary>A correction beyond the merchant's limit.</summary>
internal sealed record ApprovalBody
{
    public required string Id { get; init; }

    public required string GiftCardId { get; init; }

    public required ApprovalStatus Status { get; init; }

    public required MoneyBody Amount { get; init; }

    public required AdjustmentReason Reason { get; init; }

    public required string? Note { get; init; }

    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required string? DecidedBy { get; init; }

    public required DateTimeOffset? DecidedAt { get; init; }

    public static ApprovalBody Of(ApprovalView approval) => new()
    {
        Id = approval.Id.ToString(),
        GiftCardId = approval.Card.ToString(),
        Status = approval.Status,
        Amount = MoneyBody.Of(approval.Amount),
        Reason = approval.Reason,
        Note = approval.Note,
        RequestedBy = approval.RequestedBy,
        RequestedAt = approval.RequestedAt,
        DecidedBy = approval.DecidedBy,
        DecidedAt = approval.DecidedAt,
    };
}

/// <summary>A correction that was just declined.</summary>
internal sealed record DeclinedApprovalBody(ApprovalBody Approval);
