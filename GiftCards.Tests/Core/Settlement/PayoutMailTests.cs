using GiftCards.Core.Access;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

/// <summary>Owners hear of everything that happens to their money, each in their own language.</summary>
public sealed class PayoutMailTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task Every_owner_is_written_to_about_account_and_payouts_and_no_number_is_told(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        var merchant = await world.AddMerchantAsync();
        foreach (var (index, language) in SpokenLanguages.All.Index())
        {
            var owner = await world.AddUserAsync($"owner{index}@example.test", language: language, name: "Olga Owner");
            await using var context = world.Database.OpenAcrossMerchants();
            context.Add(new StaffMember
            {
                MerchantId = merchant.Id,
                UserId = owner,
                Role = StaffRole.Owner,
                CreatedAt = world.Clock.GetInstant(),
            });
            await context.SaveChangesAsync(Token);
        }

        await world.VerifiedAccountAsync(merchant);
        await world.BuyAsync(merchant, 100_000);
        await world.RunPayoutsAsync();
        var payout = await world.PayoutAsync();
        await world.MakeFileAsync();
        await world.MarkAsync(payout, BankAnswer.Paid);
        await world.MarkAsync(payout, BankAnswer.Returned, "Account closed");
        while (await world.Get<OutboxDispatcher>().DispatchDueAsync(Token) > 0)
        {
        }

        await using var look = world.Database.OpenAcrossMerchants();
        Assert.DoesNotContain(await look.Outbox.ToListAsync(Token), row => row.State == OutboxState.Dead);
        var mails = await look.Mailbox.AsNoTracking().ToListAsync(Token);
        var own = mails.Where(mail => mail.To.StartsWith("owner", StringComparison.Ordinal)).ToList();
        Assert.Equal(SpokenLanguages.All.Count * 5, own.Count);
        Assert.DoesNotContain(own, mail => mail.Text.Contains("0331", StringComparison.Ordinal) || mail.Html.Contains("0331", StringComparison.Ordinal));
        Assert.Contains(own, mail => mail.Subject.Contains("950.00", StringComparison.Ordinal));
        Assert.Contains(own, mail => mail.Text.Contains("Account closed", StringComparison.Ordinal));
        Assert.Contains(own, mail => mail.Subject.Contains("Выплата", StringComparison.Ordinal));
    }
}
