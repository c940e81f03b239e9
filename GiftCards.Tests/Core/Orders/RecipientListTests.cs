using System.Text;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Core.Persistence;
using GiftCards.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GiftCards.Tests.Core.Orders;

/// <summary>A file of people is read and checked line by line, bought in one order, and invoiced once.</summary>
public sealed class RecipientListTests
{
    private static readonly GiftCardSettings Settings = TestWorld.NewMerchant(new TestClock().GetInstant(), "salon").Settings;

    private static readonly Money Each = new(20_000, Currency.Of("AED"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("name,email,amount,message\nNina,nina@example.test,100,Hello\n\"Ole, \"\"the\"\" second\",ole@example.test,,\n")]
    [InlineData("E-Mail;Message;Name;Amount\r\nnina@example.test;Hello;Nina;100,00\r\nole@example.test;;\"Ole, \"\"the\"\" second\";\r\n\r\n")]
    [InlineData("\uFEFFNina\tnina@example.test\t100.00\tHello\n\"Ole, \"\"the\"\" second\"\tole@example.test")]
    public void The_same_people_are_read_whatever_the_file_looks_like(string text)
    {
        var list = Read(text);

        Assert.True(list.IsGood, string.Join(' ', list.Rows.Select(row => row.Error?.Code)));
        Assert.Equal(
            [("Nina", "nina@example.test", 10_000, "Hello"), ("Ole, \"the\" second", "ole@example.test", 20_000, null)],
            list.Rows.Select(row => (row.Name, row.Email, row.Amount!.Value.Minor, row.Message)));
    }

    [Theory]
    [InlineData("Nina,nobody,100", "email")]
    [InlineData("Nina,,100", "email")]
    [InlineData("Nina,nina@example.test,hundred", "amount")]
    [InlineData("Nina,nina@example.test,1e3", "amount")]
    public void A_line_that_is_wrong_says_what_is(string line, string field)
    {
        var row = Read($"name,email,amount\n{line}\n").Rows.Single();
        Assert.Equal((2, field), (row.Line, row.Error!.Field));
    }

    [Fact]
    public void Amounts_that_are_not_sold_people_twice_and_too_many_of_them_are_refused()
    {
        Assert.IsType<AmountOutOfRange>(Read("Nina,nina@example.test,1").Rows.Single().Error);
        Assert.Equal("email", Read("a,a@example.test\nb,A@example.test").Rows[1].Error!.Field);
        Assert.False(Read("").IsGood);
        var many = string.Concat(Enumerable.Range(0, 501).Select(i => $"P{i},p{i}@example.test\n"));
        Assert.False(Read(many).IsGood);
        Assert.True(Read(many[..many.LastIndexOf("P500", StringComparison.Ordinal)]).IsGood);
    }

    [Theory, EveryProvider]
    public async Task A_list_is_one_order_with_a_card_for_each_and_one_invoice_for_its_buyer(DatabaseProvider provider)
    {
        await using var world = await TestWorld.StartAsync(provider, services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        var merchant = await world.AddMerchantAsync();
        var items = Enumerable.Range(0, 60)
            .Select(i => new PlaceOrderItem(new Money(10_000, merchant.Currency)) { Recipient = new Party($"P{i}", $"p{i}@example.test") })
            .ToList();
        var order = new PlaceOrder(merchant.Slug, items, new Purchaser("Ben Buyer", "ben@example.test", null));
        var place = world.Get<PlaceOrderHandler>();
        var guest = new Actor.Anonymous("127.0.0.1");
        Assert.Equal("items", (await place.HandleAsync(guest, order, Guid.NewGuid().ToString(), Token)).Error?.Field);

        var placed = (await place.HandleAsync(guest, order with { IsList = true }, Guid.NewGuid().ToString(), Token)).Value.Value;
        var invoices = world.Get<InvoiceQuery>();
        var holder = new Actor.OrderHolder(placed.Order.Id);
        Assert.Equal(new NotFound(), (await invoices.HandleAsync(holder, placed.Order.Id, Token)).Error);
        Assert.Equal(60, (await world.PayAsync(placed)).Value.GiftCards.Count);

        var pdf = (await invoices.HandleAsync(holder, placed.Order.Id, Token)).Value;
        Assert.StartsWith("%PDF-", Encoding.ASCII.GetString(pdf[..5]), StringComparison.Ordinal);
        Assert.Equal(new NotFound(), (await invoices.HandleAsync(guest, placed.Order.Id, Token)).Error);
        Assert.Equal(new NotFound(), (await invoices.HandleAsync(new Actor.Buyer(new UserId(Guid.NewGuid())), placed.Order.Id, Token)).Error);
        await using var context = world.Database.OpenAcrossMerchants();
        Assert.Equal(60, (await context.Cards.AsNoTracking().ToListAsync(Token)).Select(card => card.RecipientEmail).Distinct().Count());
        await world.AssertBooksAsync();
    }

    private static RecipientList Read(string text) => RecipientList.Read(Encoding.UTF8.GetBytes(text), Settings, Each);
}
