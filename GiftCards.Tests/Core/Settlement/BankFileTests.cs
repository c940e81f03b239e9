using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using GiftCards.Core.Common;
using GiftCards.Core.Merchants;
using GiftCards.Core.Persistence;
using GiftCards.Core.Settlement;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Settlement;

/// <summary>The file that an administrator takes to the bank holds every payout once and says it as ISO 20022 does.</summary>
public sealed class BankFileTests
{
    private static readonly XNamespace Pain = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryProvider]
    public async Task A_file_holds_what_waits_by_currency_with_its_sums_and_follows_the_standard(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        await SellAsync(world, "salon", "AED", 100_000, PayoutActions.Iban(holder: "Café Ñandú & Söhne"));
        await SellAsync(world, "bar", "AED", 30_000, PayoutActions.Iban("AE070331234567890123456"));
        await SellAsync(world, "grove", "USD", 50_000, American());
        await SellAsync(world, "tokyo", "JPY", 300_000, Japanese());
        await SellAsync(world, "kuwait", "KWD", 100_000, PayoutActions.Iban("KW81CBKU0000000000001234560101"));
        Assert.Equal(5, await world.RunPayoutsAsync());

        var file = (await TakeAsync(world, await world.MakeFileAsync())).Value;

        var document = Validate(file.Content);
        var header = document.Descendants(Pain + "GrpHdr").Single();
        Assert.Equal(("5", "286805"), (header.Element(Pain + "NbOfTxs")!.Value, header.Element(Pain + "CtrlSum")!.Value));
        Assert.Equal(
            [("2", "1235"), ("1", "285000"), ("1", "95"), ("1", "475")],
            document.Descendants(Pain + "PmtInf").Select(group => (group.Element(Pain + "NbOfTxs")!.Value, group.Element(Pain + "CtrlSum")!.Value)));
        Assert.Equal(
            [("AED", "950.00"), ("AED", "285.00"), ("JPY", "285000"), ("KWD", "95.000"), ("USD", "475.00")],
            document.Descendants(Pain + "InstdAmt").Select(amount => (amount.Attribute("Ccy")!.Value, amount.Value)));
        Assert.Contains(document.Descendants(Pain + "Cdtr"), payee => payee.Element(Pain + "Nm")!.Value == "Cafe Nandu + Sohne");
        Assert.Contains(document.Descendants(Pain + "MmbId"), member => member.Value == "021000021");
        AssertLetters(document);
        Assert.All(await world.PayoutsAsync(), payout => Assert.Equal(PayoutStatus.Sent, payout.Status));
        await world.AssertBooksAsync();
    }

    [Theory, EveryProvider]
    public async Task A_file_is_the_same_every_time_and_two_files_never_hold_the_same(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider);
        foreach (var name in (string[])["one", "two", "three"])
        {
            await SellAsync(world, name, "AED", 100_000, PayoutActions.Iban());
        }

        await world.RunPayoutsAsync();
        var make = world.Get<MakeBankFileHandler>();
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => make.HandleAsync(world.FreshAdministrator(), Token), Token)));

        var file = Assert.Single(made, answer => answer.IsOk).Value;
        Assert.All(made.Where(answer => !answer.IsOk), answer => Assert.IsType<NothingToPay>(answer.Error));
        var first = (await TakeAsync(world, file)).Value;
        world.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(first, (await TakeAsync(world, file)).Value);
        Assert.IsType<SignInAgain>((await world.Get<TakeBankFileHandler>().HandleAsync(
            new Actor.Administrator(new UserId(Guid.NewGuid()), AdminPermissions.Full), file, Token)).Error);
        Assert.IsType<NotFound>((await TakeAsync(world, new BankFileId(Guid.NewGuid()))).Error);

        var paid = await world.Get<MarkBankFileHandler>().HandleAsync(world.FreshAdministrator(), new MarkBankFile(file), Token);
        Assert.Equal(3, paid.Value);
        await world.AssertBooksAsync();
        await using var context = world.Database.OpenAcrossMerchants();
        var stored = await context.Database.SqlQuery<string>($"SELECT content AS \"Value\" FROM bank_files").SingleAsync(Token);
        Assert.DoesNotContain("AE07", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payout_that_is_in_no_file_cannot_have_been_paid()
    {
        await using var world = await TestWorld.StartAsync();
        await SellAsync(world, "salon", "AED", 100_000, PayoutActions.Iban());
        await world.RunPayoutsAsync();
        var payout = await world.PayoutAsync();

        Assert.IsType<Conflict>((await world.MarkAsync(payout, BankAnswer.Paid)).Error);
        Assert.IsType<Conflict>((await world.MarkAsync(payout, BankAnswer.Returned)).Error);
        Assert.True((await world.MarkAsync(payout, BankAnswer.Failed, "Wrong name")).IsOk);
        await world.AssertBooksAsync();
    }

    private static async Task<Merchant> SellAsync(TestWorld world, string slug, string currency, long minor, TypedBankDetails details)
    {
        var merchant = await world.AddMerchantAsync(slug, currency);
        await world.BuyAsync(merchant, minor);
        await world.VerifiedAccountAsync(merchant, details);
        return merchant;
    }

    private static Task<Result<TakenBankFile>> TakeAsync(TestWorld world, BankFileId file) =>
        world.Get<TakeBankFileHandler>().HandleAsync(world.FreshAdministrator(), file, Token);

    private static TypedBankDetails American() =>
        new() { Scheme = BankScheme.UnitedStates, Holder = "Grove Coffee", Number = "123456789", BankCode = "021000021" };

    private static TypedBankDetails Japanese() =>
        new() { Scheme = BankScheme.Japan, Holder = "Tokyo Nails", Number = "1234567", BankCode = "0001234" };

    private static XDocument Validate(string content)
    {
        var schemas = new XmlSchemaSet();
        using var reader = XmlReader.Create(Path.Combine(Repository.Root, "GiftCards.Tests", "Core", "Settlement", "pain.001.001.09.xsd"));
        schemas.Add(Pain.NamespaceName, reader);
        var document = XDocument.Parse(content);
        List<string> faults = [];
        document.Validate(schemas, (_, fault) => faults.Add(fault.Message));
        Assert.Empty(faults);
        return document;
    }

    private static void AssertLetters(XDocument document)
    {
        const string Allowed = "/-?:().,'+ ";
        foreach (var text in document.Descendants().Where(element => !element.HasElements).Select(element => element.Value))
        {
            Assert.All(text, letter => Assert.True(
                char.IsAsciiLetterOrDigit(letter) || Allowed.Contains(letter, StringComparison.Ordinal), $"{letter} in {text}"));
            Assert.False(text.StartsWith('/') || text.EndsWith('/') || text.Contains("//", StringComparison.Ordinal), text);
            Assert.True(text.Length > 0, string.Create(CultureInfo.InvariantCulture, $"empty: {text.Length}"));
        }
    }
}
