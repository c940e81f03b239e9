using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

public sealed class OwnWordsTests
{
    private static readonly OwnWords Words = new("For { recipient }, from {merchant}", "Hello!", "Dear {recipient}, {sender} thought of you.\nSpend {amount} until {last_day}.");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Hi {name}", "name")]
    [InlineData("Hi {", "{")]
    [InlineData("Hi } there", "}")]
    [InlineData("{{name}}", "name")]
    [InlineData("{}", "")]
    public void A_place_that_is_none_is_refused_by_its_name(string intro, string name)
    {
        var refused = Assert.IsType<UnknownPlaceholder>(new OwnWords("", "", intro).Refuse(WordedMail.Gift));
        Assert.Equal(name, refused.Name);
        Assert.Contains("{recipient}", refused.Known, StringComparison.Ordinal);
    }

    [Theory, EveryProvider]
    public async Task Words_are_kept_per_language_with_their_version_and_told_to_the_audit_trail(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        var merchant = await world.AddMerchantAsync();
        var owner = TestWorld.StaffOf(merchant);
        var save = world.Get<SaveMailWordingHandler>();

        var kept = await save.HandleAsync(owner, new SaveMailWording(WordedMail.Gift, "fr", Words, 0), Token);
        Assert.Equal(1, kept.Value.Version);
        Assert.IsType<Conflict>((await save.HandleAsync(owner, new SaveMailWording(WordedMail.Gift, "fr", Words, 0), Token)).Error);
        Assert.IsType<UnknownPlaceholder>((await save.HandleAsync(owner, new SaveMailWording(WordedMail.Use, "fr", Words, 0), Token)).Error);
        Assert.IsType<Forbidden>((await save.HandleAsync(TestWorld.StaffOf(merchant, StaffRole.Manager), new SaveMailWording(WordedMail.Gift, "en", Words, 0), Token)).Error);
        var queries = world.Get<MailWordingQueries>();
        Assert.Equal(Words.Intro, (await queries.GetAsync(owner, WordedMail.Gift, "fr", Token)).Value!.Intro);
        Assert.Null((await queries.GetAsync(owner, WordedMail.Gift, "en", Token)).Value);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(1, await context.AuditEntries.CountAsync(entry => entry.Action == "settings.mail_wording_changed", Token));
    }

    [Fact]
    public void What_is_put_in_is_text_and_never_markup()
    {
        var (merchant, settings) = TestWorld.NewMerchant(DateTimeOffset.UnixEpoch, "salon");
        merchant.Name = "<b>Bold</b> & Co";
        var draft = WordedSample.Of(
            merchant, settings, WordedMail.Gift, "en", Words with { Intro = "<script>alert(1)</script> {merchant}" }, new MailOptions("https://gifts.example"));

        Assert.DoesNotContain("<script>", draft.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", draft.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>Bold</b>", draft.Html, StringComparison.Ordinal);
        Assert.StartsWith("For Rita Reader, from ", draft.Subject, StringComparison.Ordinal);
    }
}
