using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Payments;
using GiftCards.Core.Payments.Stripe;
using GiftCards.Core.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GiftCards.Core.Settlement;

/// <summary>Open the business's account at Stripe, or go on with it.</summary>
/// <param name="Return">Where Stripe leads back to, an address of this platform.</param>
public sealed record BeginConnect(string Return);

/// <summary>Speaks with Stripe about merchants' accounts; absent where merchants are paid otherwise.</summary>
internal sealed class ConnectDesk(StripeClient stripe, ConnectAccounts accounts)
{
    /// <summary>The first account, or another one after <paramref name="closed"/>.</summary>
    public Task<StripeAccount> OpenAsync(
        MerchantId merchant, string? closed, string country, string? email, CancellationToken token) =>
        stripe.CreateAccountAsync(
            country,
            email,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["merchant"] = merchant.ToString() },
            closed is null ? $"account-{merchant}" : $"account-{merchant}-after-{closed}",
            token);

    public async Task<Uri> LinkAsync(string account, Uri back, DateTimeOffset now, CancellationToken token) =>
        new((await stripe.CreateAccountLinkAsync(
            account, back, back, $"link-{account}-{now.ToUnixTimeMilliseconds()}", token)).Url);

    /// <summary>Asks Stripe how the account stands, and writes it down.</summary>
    public async Task LookAsync(string account, CancellationToken token) =>
        await accounts.TakeAsync(account, await stripe.FindAccountAsync(account, token));
}

/// <summary>What the page knows of the account at Stripe.</summary>
/// <param name="IsBegun">Whether there is one.</param>
/// <param name="IsReady">Whether Stripe knows enough to pay to it.</param>
public sealed record ConnectStanding(bool IsBegun, bool IsReady)
{
    /// <summary>Whether it was closed or let us go, so that another one is needed.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Why the merchant's bank refused Stripe's last payment, in Stripe's word; null if it did not.</summary>
    public string? BankFailure { get; init; }

    internal static ConnectStanding Of(ConnectAccount? account) =>
        new(account is not null, account is { IsReady: true })
        {
            IsClosed = account?.ClosedAt is not null,
            BankFailure = account is { ClosedAt: null } ? account.BankFailure : null,
        };
}

/// <summary>
/// Leads an owner to Stripe, which asks for everything itself; and asks Stripe whether that is enough. Errors:
/// <c>forbidden</c>, <c>sign_in_again</c>, <c>other_payout_provider</c>, <c>payout_provider_refused</c>,
/// <c>unavailable</c> when Stripe cannot be reached.
/// </summary>
public sealed class BeginConnectHandler
{
    private readonly GiftCardsDatabase database;
    private readonly TimeProvider time;
    private readonly ConnectDesk? desk;

    public BeginConnectHandler(GiftCardsDatabase database, TimeProvider time, IServiceProvider services)
    {
        this.database = database;
        this.time = time;
        desk = services.GetService(typeof(ConnectDesk)) as ConnectDesk;
    }

    /// <summary>Answers with Stripe's page.</summary>
    public async Task<Result<Uri>> HandleAsync(Actor actor, BeginConnect command, CancellationToken cancellationToken)
    {
        var now = time.GetInstant();
        if (PayoutRights.RefuseOwner(actor, now, out var own) is { } refused)
        {
            return refused;
        }

        if (desk is null)
        {
            return new OtherPayoutProvider();
        }

        if (!Uri.TryCreate(command.Return, UriKind.Absolute, out var back))
        {
            return new InvalidRequest("return", InvalidReason.Malformed);
        }

        await using var context = database.OpenFor(actor);
        try
        {
            var known = await context.ConnectAccounts.AsNoTracking()
                .SingleOrDefaultAsync(row => row.MerchantId == own, cancellationToken);
            var account = known is { ClosedAt: null }
                ? known.AccountId
                : await OpenAsync(context, actor, own, now, cancellationToken);
            return await desk.LinkAsync(account, back, now, cancellationToken);
        }
        catch (StripeException error) when (error.IsFinal)
        {
            return new PayoutProviderRefused(error.Code ?? error.Type ?? "refused");
        }
        catch (PaymentProviderException)
        {
            return new Unavailable();
        }
    }

    /// <summary>How the account stands, as Stripe says now; as it said last where Stripe cannot be reached.</summary>
    public async Task<Result<ConnectStanding>> LookAsync(Actor actor, CancellationToken cancellationToken)
    {
        if (PayoutRights.Refuse(actor, Permissions.PayoutsRead, out var own) is { } refused)
        {
            return refused;
        }

        await using var context = database.OpenFor(actor);
        var rows = context.ConnectAccounts.AsNoTracking().Where(one => one.MerchantId == own);
        var row = await rows.SingleOrDefaultAsync(cancellationToken);
        if (row is null || desk is null)
        {
            return ConnectStanding.Of(row);
        }

        try
        {
            await desk.LookAsync(row.AccountId, cancellationToken);
        }
        catch (PaymentProviderException)
        {
            return ConnectStanding.Of(row);
        }

        return ConnectStanding.Of(await rows.SingleAsync(cancellationToken));
    }

    private async Task<string> OpenAsync(
        GiftCardsDbContext context,
        Actor actor,
        MerchantId own,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var merchant = await context.Merchants.AsNoTracking().SingleAsync(row => row.Id == own, cancellationToken);
        var email = TextRules.IsOneAddress(merchant.Email) ? merchant.Email : null;
        var row = await context.ConnectAccounts.SingleOrDefaultAsync(one => one.MerchantId == own, cancellationToken);
        var account = await desk!.OpenAsync(own, row?.AccountId, merchant.Country, email, cancellationToken);
        if (row is null)
        {
            row = new ConnectAccount { MerchantId = own, AccountId = account.Id, CreatedAt = now };
            context.ConnectAccounts.Add(row);
        }

        (row.AccountId, row.IsReady, row.ClosedAt) = (account.Id, account.PayoutsEnabled, null);
        (row.BankFailure, row.BankPaidAt) = (null, null);
        context.Record(
            actor, new AuditNote(AuditActions.ConnectBegun, own, AuditTargets.Merchant, own.ToString()), now);
        try
        {
            await context.SaveChangesAsync(CancellationToken.None);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            context.ChangeTracker.Clear(); // Begun twice at once: by its key it is the same account.
        }

        return account.Id;
    }
}
