using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Delivery;
using GiftCards.Core.Delivery.Certificates;
using GiftCards.Core.Delivery.Mail;
using GiftCards.Core.Merchants;
using GiftCards.Core.Orders;
using GiftCards.Tests.Support;
using Xunit;

namespace GiftCards.Tests.Core.Delivery;

/// <summary>Who sees a gift, who prints its certificate, and whose wallet it goes into.</summary>
public sealed class GiftQueriesTests : IAsyncDisposable
{
    private readonly Actor guest = new Actor.Anonymous("127.0.0.1");
    private TestWorld? world;

    private TestWorld World => world!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (world is not null)
        {
            await world.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_has_the_link_sees_the_gift_and_its_code()
    {
        var (order, card) = await BuyAsync();

        var gift = await World.Get<GiftQueries>().FindAsync(guest, await TokenOfAsync(card), Token);

        Assert.Equal(order.GiftCards[0].Code, gift.Value.Code);
        Assert.Equal("Enjoy!", gift.Value.GiftCard.Message);
        Assert.False(gift.Value.IsMine);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_link_that_this_house_did_not_make_opens_nothing(string token)
    {
        await BuyAsync();
        var gifts = World.Get<GiftQueries>();

        Assert.IsType<NotFound>((await gifts.FindAsync(guest, token, Token)).Error);
        Assert.IsType<NotFound>((await gifts.CertificateAsync(token, Token)).Error);
    }

    [Fact]
    public async Task The_certificate_of_an_order_is_for_its_buyer_and_for_nobody_else()
    {
        var (order, card) = await BuyAsync();
        var (other, _) = await BuyAsync();
        var gifts = World.Get<GiftQueries>();

        var own = await gifts.CertificateAsync(new Actor.OrderHolder(order.Id), order.Id, card, Token);
        Assert.Equal("%PDF"u8.ToArray(), own.Value.Pdf[..4]);
        foreach (var stranger in new[] { guest, new Actor.OrderHolder(other.Id), new Actor.Buyer(new UserId(Guid.NewGuid())) })
        {
            Assert.IsType<NotFound>((await gifts.CertificateAsync(stranger, order.Id, card, Token)).Error);
        }

        Assert.IsType<NotFound>((await gifts.CertificateAsync(new Actor.OrderHolder(other.Id), other.Id, card, Token)).Error);
    }

    [Fact]
    public async Task A_gift_goes_into_one_wallet_once()
    {
        var (_, card) = await BuyAsync();
        var token = await TokenOfAsync(card);
        var add = World.Get<AddGiftToWalletHandler>();
        var rita = new Actor.Buyer(new UserId(Guid.NewGuid()));
        var sam = new Actor.Buyer(new UserId(Guid.NewGuid()));

        Assert.IsType<Unauthenticated>((await add.HandleAsync(guest, new AddGiftToWallet(token), Token)).Error);
        Assert.IsType<NotFound>((await add.HandleAsync(rita, new AddGiftToWallet("nonsense"), Token)).Error);
        Assert.Equal(card, (await add.HandleAsync(rita, new AddGiftToWallet(token), Token)).Value);
        Assert.Equal(card, (await add.HandleAsync(rita, new AddGiftToWallet(token), Token)).Value);
        Assert.IsType<Conflict>((await add.HandleAsync(sam, new AddGiftToWallet(token), Token)).Error);
        Assert.True((await World.Get<GiftQueries>().FindAsync(rita, token, Token)).Value.IsMine);
    }

    private async Task<string> TokenOfAsync(CardId card) =>
        GiftLink.TokenFor(await World.CardAsync(card), World.Protector);

    private async Task<(OrderView Order, CardId Card)> BuyAsync()
    {
        var merchant = world is null ? await StartAsync() : await world.AddMerchantAsync("second");
        var placed = await World.PlaceOrderAsync(merchant, 20_000, recipient: "rita@example.test");
        var paid = await World.PayAsync(placed);
        return (paid.Value, paid.Value.GiftCards[0].GiftCard.Id);
    }

    private async Task<Merchant> StartAsync()
    {
        world = await TestWorld.StartAsync(configure: services => services.RegisterDelivery(
            new DeliveryOptions(new MailOptions("https://gifts.example"), new CertificateOptions(null), null)));
        return await world.AddMerchantAsync();
    }
}
