using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using GiftCards.Core.Common;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Faults.Model;

/// <summary>Takes steps over HTTP with a merchant's key, at each of the nodes in turn.</summary>
/// <param name="nodes">A client of each node.</param>
/// <param name="currency">The merchant's currency.</param>
/// <param name="mayBeAway">
/// Whether an answer may fail to come, or say that the application is away; then nobody knows what happened.
/// </param>
public sealed class ApiCardClient(IReadOnlyList<HttpClient> nodes, string currency, bool mayBeAway) : ICardClient
{
    private int next;

    public async Task<Reply> SendAsync(Step step, KnownCard? card, CancellationToken cancellationToken)
    {
        var node = nodes[(int)((uint)Interlocked.Increment(ref next) % (uint)nodes.Count)];
        var (path, body) = RequestOf(step, card);
        ApiAnswer answer;
        try
        {
            answer = await node.PostOnceAsync(path, body.ToJsonString(), step.Key);
        }
        catch (Exception gone) when (mayBeAway && !cancellationToken.IsCancellationRequested
            && gone is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            return Reply.Unknown(gone.GetType().Name);
        }

        if (answer.Status == HttpStatusCode.ServiceUnavailable && mayBeAway)
        {
            return Reply.Unknown("503");
        }

        Assert.True((int)answer.Status < 500, $"{step} was answered with {(int)answer.Status}: {answer.Body?.ToJsonString()}");
        return (int)answer.Status < 300 ? Read(step, answer) : new Reply { Code = answer.Code ?? $"{(int)answer.Status} without a code" };
    }

    private (string Path, JsonObject Body) RequestOf(Step step, KnownCard? card) => step.Act switch
    {
        Act.Issue => ("/gift-cards", new JsonObject { ["amount"] = MoneyOf(step), ["source"] = "promotion" }),
        Act.Redeem => ("/gift-cards/redeem", RedeemOf(step, card!)),
        Act.Hold => ($"/gift-cards/{card!.Id}/holds", With(new JsonObject { ["amount"] = MoneyOf(step) }, "expiresAt", Until(step))),
        Act.Capture => ($"/holds/{step.Hold}/capture", With([], "amount", MaybeMoneyOf(step))),
        Act.Release => ($"/holds/{step.Hold}/release", []),
        Act.Void => ($"/transactions/{step.Sale}/void", With(new JsonObject { ["reason"] = "Twice" }, "amount", MaybeMoneyOf(step))),
        Act.Load => ($"/gift-cards/{card!.Id}/load", new JsonObject { ["amount"] = MoneyOf(step), ["method"] = "cash" }),
        Act.Adjust => ($"/gift-cards/{card!.Id}/adjust", new JsonObject { ["amount"] = MoneyOf(step), ["reason"] = "support" }),
        Act.Block => ($"/gift-cards/{card!.Id}/block", new JsonObject { ["reason"] = "Lost" }),
        Act.Unblock => ($"/gift-cards/{card!.Id}/unblock", new JsonObject { ["reason"] = "Found" }),
        Act.Cancel => ($"/gift-cards/{card!.Id}/cancel", new JsonObject { ["reason"] = "By mistake" }),
        Act.Refund => (
            $"/gift-cards/{card!.Id}/refund",
            With(new JsonObject { ["reason"] = "Changed their mind" }, "amount", MaybeMoneyOf(step))),
        Act.Reinstate => (
            $"/gift-cards/{card!.Id}/reinstate", With(new JsonObject { ["reason"] = "Was ill" }, "expiresAt", Until(step))),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private JsonObject RedeemOf(Step step, KnownCard card)
    {
        var body = new JsonObject { ["amount"] = MoneyOf(step) };
        body[step.Minor % 2 == 0 ? "giftCardId" : "code"] = step.Minor % 2 == 0 ? card.Id.ToString() : card.Code;
        return With(body, "purchaseTotal", step.Total is { } total ? MoneyOf(step with { Minor = total }) : null);
    }

    private JsonObject MoneyOf(Step step) =>
        new() { ["amount"] = step.Minor!.Value, ["currency"] = step.IsForeignCurrency ? "KWD" : currency };

    private JsonObject? MaybeMoneyOf(Step step) => step.Minor is null ? null : MoneyOf(step);

    private static JsonNode? Until(Step step) =>
        step.Until?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    private static JsonObject With(JsonObject body, string name, JsonNode? value)
    {
        if (value is not null)
        {
            body[name] = value;
        }

        return body;
    }

    private static Reply Read(Step step, ApiAnswer answer)
    {
        var isReplay = answer.Header("Idempotent-Replayed") == "true";
        var body = answer.Body!.AsObject();
        if (answer.Status == HttpStatusCode.Accepted)
        {
            return new Reply { Approval = Id<ApprovalId>(answer.Text("approval")), IsReplay = isReplay };
        }

        var card = body["giftCard"] ?? body;
        var line = body["transaction"];
        return new Reply
        {
            IsReplay = isReplay,
            Transaction = line is null ? null : Id<TransactionId>(line["id"]!.GetValue<string>()),
            Hold = step.Act == Act.Hold ? Id<HoldId>(answer.Text("hold", "id")) : null,
            Card = step.Act == Act.Issue ? Id<CardId>(answer.Text("id")) : null,
            CardCode = step.Act == Act.Issue ? body["code"]?.GetValue<string>() : null,
            Minor = line is null ? 0 : Minor(line["amount"]),
            Balance = Minor(card["balance"]),
            Available = Minor(card["available"]),
            Status = card["status"]!.GetValue<string>(),
        };
    }

    private static long Minor(JsonNode? money) => money!["amount"]!.GetValue<long>();

    private static TId Id<TId>(string? text)
        where TId : struct, ITypedId<TId> => PublicId.TryParse<TId>(text, out var id)
            ? id
            : throw new InvalidOperationException($"{text} is no id of its kind.");
}
