namespace GiftCards.Core.Common;

/// <summary>
/// Who is asking. Every use case takes an actor and decides itself whether that actor may; pages and routes only
/// make the actor.
/// </summary>
public abstract record Actor
{
    private Actor()
    {
    }

    /// <summary>
    /// Kind and id for journals and logs, such as <c>key:key_…</c>; never a name or an e-mail address.
    /// </summary>
    public abstract string Label { get; }

    /// <summary>
    /// Where the request came from: an IPv4 address or the network of an IPv6 one; null for what began in the
    /// application itself. For the audit trail alone, nothing is decided by it.
    /// </summary>
    public string? From { get; init; }

    /// <summary>
    /// As whom, for the audit trail: the part and the merchant, such as <c>owner@mer_…</c>; null for those who act for
    /// nobody but themselves.
    /// </summary>
    public virtual string? ActingAs => null;

    /// <summary>Within whose memory an idempotency key is unique.</summary>
    public virtual string IdempotencyScope => Label;

    /// <summary>The merchant whose rows this actor sees; null for those who belong to none.</summary>
    public virtual MerchantId? Scope => null;

    /// <summary>
    /// Whose cards this actor looks after: those of its merchant, or the platform's own for those who run it; null for
    /// those who look after none.
    /// </summary>
    public virtual MerchantId? CardsOf => Scope;

    /// <summary>The signed-in person, where there is one.</summary>
    public virtual UserId? Person => null;

    /// <summary>
    /// The session by which the person is signed in; null for those who have none, and for the application.
    /// </summary>
    public ActorSession? Session { get; init; }

    /// <summary>What this actor may do at <paramref name="merchant"/>.</summary>
    public virtual Permissions At(MerchantId merchant) => Permissions.None;

    /// <summary>
    /// Null when the actor may; else <see cref="NotFound"/> for another merchant's things, so that they look like
    /// nothing at all, <see cref="Forbidden"/> when only the permission is missing, or <see cref="OutsideShift"/> for a
    /// cashier whose hours these are not.
    /// </summary>
    public DomainError? Refuse(Permissions needed, MerchantId merchant) => At(merchant) switch
    {
        var held when (held & needed) == needed => this is Staff { IsOffShift: true } ? new OutsideShift() : null,
        Permissions.None when CardsOf != merchant => new NotFound(),
        _ => new Forbidden(),
    };

    /// <summary>
    /// The same at the actor's own merchant, which is told along; <see cref="Forbidden"/> for who belongs to none.
    /// </summary>
    public DomainError? RefuseHere(Permissions needed, out MerchantId merchant)
    {
        merchant = Scope ?? MerchantId.Nobody;
        return Scope is null ? new Forbidden() : Refuse(needed, merchant);
    }

    /// <summary>A visitor; the address keeps the idempotency keys of strangers apart.</summary>
    public sealed record Anonymous(string Address) : Actor
    {
        public override string Label => "guest";

        public override string IdempotencyScope => $"guest:{Address}";
    }

    /// <summary>Whoever holds the access token of one order.</summary>
    public sealed record OrderHolder(OrderId Order) : Actor
    {
        public override string Label => $"order:{Order}";
    }

    /// <summary>
    /// Whoever holds the link by which a guest follows the gifts of one order: they see how each stands and take it
    /// back before it is sent, and learn no code.
    /// </summary>
    public sealed record GiftFollower(OrderId Order) : Actor
    {
        public override string Label => $"gifts:{Order}";
    }

    /// <summary>A signed-in person acting for themselves.</summary>
    public sealed record Buyer(UserId User) : Actor
    {
        public override string Label => $"user:{User}";

        public override UserId? Person => User;
    }

    /// <summary>A signed-in person acting for a merchant they work for.</summary>
    public sealed record Staff(UserId User, MerchantId Merchant, StaffRole Role) : Actor
    {
        public override string Label => $"user:{User}";

        public override string ActingAs => $"{Role.ToText()}@{Merchant}";

        /// <summary>
        /// Who works for two merchants may use a key at both; what it did at one is not to be seen at the other.
        /// </summary>
        public override string IdempotencyScope => $"{Label}@{Merchant}";

        public override MerchantId? Scope => Merchant;

        public override UserId? Person => User;

        /// <summary>What the owner lets this role do; an owner may everything, whatever stands here.</summary>
        public Permissions Granted { get; init; } = PermissionTable.Of(Role);

        /// <summary>The one place this person works at; null for anywhere.</summary>
        public string? Location { get; init; }

        /// <summary>Whether this is an hour in which the person does not work.</summary>
        public bool IsOffShift { get; init; }

        public override Permissions At(MerchantId merchant) => (merchant == Merchant, Role) switch
        {
            (false, _) => Permissions.None,
            (_, StaffRole.Owner) => Permissions.All,
            _ => Granted & PermissionTable.Grantable(Role),
        };
    }

    /// <summary>A merchant's program, known by its API key.</summary>
    public sealed record ApiKeyHolder(ApiKeyId Key, MerchantId Merchant, Permissions Scopes) : Actor
    {
        public override string Label => $"key:{Key}";

        public override string ActingAs => $"program@{Merchant}";

        public override string IdempotencyScope => $"merchant:{Merchant}";

        public override MerchantId? Scope => Merchant;

        public override Permissions At(MerchantId merchant) =>
            merchant == Merchant ? Scopes & Permissions.Scopes : Permissions.None;
    }

    /// <summary>
    /// Somebody who runs the platform and looks at a merchant's pages as its people see them. They read and change
    /// nothing: they are neither staff, nor a person with a wallet of their own, nor one who runs the platform now.
    /// </summary>
    public sealed record Support(UserId User, MerchantId Merchant) : Actor
    {
        public override string Label => $"admin:{User}";

        public override string ActingAs => $"viewer@{Merchant}";

        public override string IdempotencyScope => $"{Label}@{Merchant}";

        public override MerchantId? Scope => Merchant;

        public override Permissions At(MerchantId merchant) =>
            merchant == Merchant ? PermissionTable.OfSupport : Permissions.None;
    }

    /// <summary>Somebody who runs the platform.</summary>
    public sealed record Administrator(UserId User, AdminPermissions Grants) : Actor
    {
        public override string Label => $"admin:{User}";

        public override MerchantId? CardsOf =>
            Grants.HasFlag(AdminPermissions.Full) ? MerchantId.Platform : null;

        public override UserId? Person => User;

        public override Permissions At(MerchantId merchant) => Grants.HasFlag(AdminPermissions.Full)
            ? PermissionTable.OfAdministrator | (merchant.IsPlatform ? Permissions.CardsManage : Permissions.None)
            : Permissions.None;
    }

    /// <summary>The application itself: a job, a start-up step.</summary>
    public sealed record System(string Name) : Actor
    {
        public override string Label => $"system:{Name}";

        public override Permissions At(MerchantId merchant) => Permissions.All;
    }
}
