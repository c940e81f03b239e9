using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;

namespace GiftCards.Web.Api.V1;

/// <summary>The signed-in person and their wallet.</summary>
internal static class MeRoutes
{
    private const string Tag = "Me";

    public static void MapMe(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/me", GetAsync)
            .ForUser()
            .WithTags(Tag)
            .Describe("getMe", "Get yourself", "The person whose access token it is.")
            .Produces<ProfileBody>();

        routes.MapPatch("/me", PatchAsync)
            .ForUser()
            .WithTags(Tag)
            .Describe("patchMe", "Change yourself", "Changes the fields that are sent; null removes phone or birthday.")
            .Example(ApiExamples.ProfilePatch, null)
            .Produces<ProfileBody>();

        routes.MapGet("/me/gift-cards", ListAsync)
            .ForUser()
            .Paged()
            .WithTags(Tag)
            .Describe("listMyGiftCards", "List your cards", "The wallet: cards of every merchant, newest first.")
            .Produces<ListBody<CardBody>>();

        routes.MapGet("/me/gift-cards/{id}", GetCardAsync)
            .ForUser()
            .Refusing("not_found")
            .WithTags(Tag)
            .Describe("getMyGiftCard", "Get one of your cards", "With its code, and a QR that is good once and for 60 seconds.")
            .Produces<WalletCardBody>();
    }

    private static async Task<IResult> GetAsync(
        Caller caller, ApiQuery query, ProfileQueries profiles, CancellationToken cancellationToken) =>
        query.Error is { } refused
            ? Answers.Refuse(refused)
            : Answers.Of(await profiles.GetAsync(caller.Actor, cancellationToken), ProfileBody.Of);

    private static async Task<IResult> PatchAsync(
        RequestBody<ProfilePatchBody> body,
        Caller caller,
        ProfileQueries profiles,
        UpdateProfileHandler update,
        CancellationToken cancellationToken)
    {
        var current = await profiles.GetAsync(caller.Actor, cancellationToken);
        return current.IsOk
            ? Answers.Of(
                await update
                    .HandleAsync(caller.Actor, body.Value.Onto(current.Value), cancellationToken), ProfileBody.Of)
            : Answers.Refuse(current.Error);
    }

    private static async Task<IResult> ListAsync(
        Caller caller, ApiQuery query, WalletQueries wallet, CancellationToken cancellationToken)
    {
        var page = query.Page();
        return query.Error is { } refused
            ? Answers.Refuse(refused)
            : Answers.Of(
                await wallet.ListAsync(caller.Actor, WalletSide.Mine, page, cancellationToken),
                found => ListBody<CardBody>.Of(found, CardBody.Of));
    }

    private static async Task<IResult> GetCardAsync(
        string id, Caller caller, ApiQuery query, WalletQueries wallet, CancellationToken cancellationToken)
    {
        if (query.Error is { } refused)
        {
            return Answers.Refuse(refused);
        }

        return PublicId.TryParse<CardId>(id, out var card)
            ? Answers.Of(await wallet.GetAsync(caller.Actor, card, cancellationToken), WalletCardBody.Of)
            : Answers.Refuse(new NotFound());
    }
}

/// <summary>A person's part at one merchant.</summary>
internal sealed record RoleBody(MerchantReferenceBody Merchant, StaffRole Role);

/// <summary>A person, as they see themselves.</summary>
internal sealed record ProfileBody
{
    public required string Id { get; init; }

    public required string Email { get; init; }

    public required string DisplayName { get; init; }

    public required string? Phone { get; init; }

    public required DateOnly? Birthday { get; init; }

    public required string Language { get; init; }

    [Description("Where the person works; name the merchant in the header GiftCards-Merchant where there are several.")]
    public required IReadOnlyList<RoleBody> Roles { get; init; }

    public static ProfileBody Of(Profile profile) => new()
    {
        Id = profile.Id.ToString(),
        Email = profile.Email,
        DisplayName = profile.DisplayName,
        Phone = profile.Phone,
        Birthday = profile.Birthday,
        Language = profile.Language,
        Roles = [.. profile.Roles.Select(role => new RoleBody(MerchantReferenceBody.Of(role.Merchant), role.Role))],
    };
}

/// <summary>What a person changes about themselves; what is not sent stays.</summary>
internal sealed record ProfilePatchBody
{
    private bool hasPhone;
    private bool hasBirthday;

    public string? DisplayName { get; init; }

    public string? Phone
    {
        get;
        init
        {
            field = value;
            hasPhone = true;
        }
    }

    public DateOnly? Birthday
    {
        get;
        init
        {
            field = value;
            hasBirthday = true;
        }
    }

    [Description("en, es, fr, ru or ar.")]
    public string? Language { get; init; }

    public UpdateProfile Onto(Profile current) => new()
    {
        DisplayName = DisplayName ?? current.DisplayName,
        Phone = hasPhone ? Phone : current.Phone,
        Birthday = hasBirthday ? Birthday : current.Birthday,
        Language = Language ?? current.Language,
    };
}

/// <summary>A card in its holder's hands.</summary>
internal sealed record WalletCardBody : CardBody
{
    [SetsRequiredMembers]
    private WalletCardBody(CardBody card, string? code, string? qr)
        : base(card)
    {
        Code = code;
        Qr = qr;
    }

    [JsonPropertyOrder(1)]
    [Description("Null once the code was removed for good.")]
    public string? Code { get; }

    [JsonPropertyOrder(1)]
    [Description("Text of a QR for the counter, good once and for 60 seconds; null when the card cannot be used.")]
    public string? Qr { get; }

    public static WalletCardBody Of(WalletCard card) => new(CardBody.Of(card.GiftCard), card.Code, card.Qr);
}
