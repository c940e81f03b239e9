using System.Security.Cryptography;
using GiftCards.Core.Access;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GiftCards.Core.Demo;

/// <summary>
/// A world to try the product in: a dozen merchants, people with a known password, cards in every state, a year of
/// sales. Made once, in one transaction; a second node that tries at the same time finds it made.
/// </summary>
public sealed partial class DemoWorld(
    GiftCardsDatabase database,
    Protector protector,
    CommissionPolicy commission,
    IPasswordHasher<User> passwords,
    TimeProvider time,
    ILogger<DemoWorld> logger)
{
    /// <summary>The password of every demo account.</summary>
    public const string Password = "Gift-cards-demo-1";

    /// <summary>The accounts, in the order in which a newcomer meets them.</summary>
    public static readonly IReadOnlyList<string> Accounts =
        ["buyer@demo.example", "owner@demo.example", "cashier@demo.example", "owner2@demo.example", "admin@demo.example"];

    /// <summary>Makes the world unless it is there; answers with whether it was made now.</summary>
    public async Task<bool> SeedAsync(CancellationToken cancellationToken)
    {
        await using var context = database.OpenAcrossMerchants(); // The demo makes rows of all merchants.
        if (await context.Merchants.AnyAsync(merchant => merchant.Slug == DemoMerchants.Glamour, cancellationToken))
        {
            return false;
        }

        var now = time.GetInstant();
        var businesses = DemoMerchants.All(now.AddDays(-380));
        var waiting = DemoMerchants.Pending(now);
        DemoWaiting.Write(context, waiting.Merchant);
        foreach (var business in businesses.Append(waiting))
        {
            context.Add(business.Merchant);
            context.Add(business.Settings);
            context.AddRange(business.Services);
        }

        var programmes = DemoPlatform.Programmes(now.AddDays(-380));
        context.AddRange(programmes.Select(programme => programme.Settings));
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        var people = AddPeople(context, businesses, now);
        var ledger = new DemoLedger(context, protector, commission.Rate);
        var history = new DemoHistory(ledger, now);
        for (var i = 0; i < businesses.Count; i++)
        {
            history.Write(businesses[i], seed: 1000 + i);
        }

        AddNamedCards(ledger, businesses[0], businesses[1], people["buyer@demo.example"], now);
        DemoPlatform.Write(ledger, programmes, businesses, people["buyer@demo.example"], now);
        DemoPayouts.Write(context, businesses[0].Merchant, businesses[1].Merchant, now);
        AddKeys(context, businesses, now);
        var storefront = new DemoStorefront(context, protector, ledger, now);
        storefront.Write(businesses, people["owner@demo.example"]);
        context.ChangeTracker.AutoDetectChangesEnabled = true;
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException error) when (error.IsUniqueViolation())
        {
            LogMadeElsewhere();
            return false;
        }

        return true;
    }

    private Dictionary<string, UserId> AddPeople(
        GiftCardsDbContext context, IReadOnlyList<DemoMerchant> businesses, DateTimeOffset now)
    {
        string[] names = ["Bea Buyer", "Olga Owner", "Carlos Cashier", "Otto Owner", "Ada Admin"];
        var people = new Dictionary<string, UserId>(StringComparer.Ordinal);
        foreach (var (email, name) in Accounts.Zip(names))
        {
            var index = Convert.ToHexString(protector.HashEmail(email));
            var user = new User
            {
                Id = Guid.CreateVersion7(now),
                Email = email,
                NormalizedEmail = index,
                UserName = email,
                NormalizedUserName = index,
                EmailConfirmed = true,
                DisplayName = name,
                Kind = email.StartsWith("owner", StringComparison.Ordinal) ? SignUpKind.Business : SignUpKind.Buyer,
                SecurityStamp = RandomNumberGenerator.GetHexString(32),
                CreatedAt = now,
            };
            user.PasswordHash = passwords.HashPassword(user, Password);
            context.Add(user);
            people.Add(email, user.UserId);
        }

        context.Add(Member(businesses[0], people["owner@demo.example"], StaffRole.Owner, now));
        context.Add(Member(businesses[0], people["cashier@demo.example"], StaffRole.Cashier, now));
        context.Add(Member(businesses[1], people["owner2@demo.example"], StaffRole.Owner, now));
        context.Add(new Administrator { UserId = people["admin@demo.example"], Permissions = AdminPermissions.Full, CreatedAt = now });
        return people;
    }

    private static StaffMember Member(DemoMerchant business, UserId user, StaffRole role, DateTimeOffset now) =>
        new() { MerchantId = business.Merchant.Id, UserId = user, Role = role, CreatedAt = now };

    private static void AddNamedCards(
        DemoLedger ledger, DemoMerchant glamour, DemoMerchant grove, UserId buyer, DateTimeOffset now)
    {
        var bea = new Party("Bea Buyer", "buyer@demo.example");
        var aed200 = new Money(20_000, glamour.Merchant.Currency);

        ledger.Sell(glamour, Named("KATIA-DEMA-CTVE-2222", 20) with { Owner = buyer, Buyer = buyer, Design = "bloom" });
        var part = ledger.Sell(
            glamour, Named("KATIA-DEMP-ARTL-2222", 60) with { Owner = buyer, Buyer = buyer, Design = "waves" });
        ledger.Redeem(glamour, part, new Money(12_000, aed200.Currency), now.AddDays(-14), "Gel manicure");
        var used = ledger.Sell(glamour, Named("KATIA-DEMU-SEDX-2222", 150) with { Owner = buyer, Buyer = buyer });
        ledger.Redeem(glamour, used, aed200, now.AddDays(-90), "Cut and blow-dry");
        var expired = ledger.Sell(glamour, Named("KATIA-DEME-XPRD-2222", 200) with { ExpiresAt = Instants.StartOfDay(Instants.LocalDay(now.AddDays(-20), glamour.Merchant.Zone), glamour.Merchant.Zone) });
        ledger.Expire(glamour, expired, expired.ExpiresAt!.Value);
        var blocked = ledger.Sell(glamour, Named("KATIA-DEMB-LCKD-2222", 45));
        ledger.Block(glamour, blocked, now.AddDays(-3), "Reported lost by the customer");
        var cancelled = ledger.Sell(glamour, Named("KATIA-DEMC-ANCL-2222", 70));
        ledger.Cancel(glamour, cancelled, now.AddDays(-65), "Sold twice by mistake");

        var usd25 = new Money(2_500, grove.Merchant.Currency);
        var omar = new Party("Omar Haddad", "omar.haddad@mail.example");
        ledger.Sell(grove, new DemoSale(usd25, now.AddDays(-9), CardCode.Generate("GROVE", 3), omar)
        {
            Recipient = bea,
            Message = "Coffee is on me. Happy birthday, Bea!",
            Owner = buyer,
            Design = "confetti",
        });
        ledger.Sell(grove, new DemoSale(usd25, now.AddDays(-5), CardCode.Generate("GROVE", 3), bea)
        {
            Recipient = new Party("Nina Larsen", "nina.larsen@mail.example"),
            Message = "For the long Monday mornings.",
            Buyer = buyer,
            Design = "night",
        });

        DemoSale Named(string code, int daysAgo) => new(
            aed200,
            now.AddDays(-daysAgo),
            CardCode.TryParse(code, out var parsed) ? parsed : throw new InvalidOperationException(
                $"{code} is no code."),
            bea);
    }

    private static void AddKeys(GiftCardsDbContext context, IReadOnlyList<DemoMerchant> businesses, DateTimeOffset now)
    {
        foreach (var business in businesses.Take(4))
        {
            var key = $"sk_test_demo_{business.Merchant.Slug.Replace('-', '_')}";
            context.Add(CreateApiKeyHandler.Row(business.Merchant.Id, "Demo", key, Permissions.Scopes, now));
        }
    }

    [LoggerMessage(LogLevel.Information, "The demo world was made by another node meanwhile")]
    private partial void LogMadeElsewhere();
}
