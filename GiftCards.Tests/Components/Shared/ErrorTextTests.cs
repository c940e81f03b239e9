using System.Globalization;
using System.Reflection;
using Bunit;
using GiftCards.Core.Cards;
using GiftCards.Core.Common;
using GiftCards.Core.Orders;
using GiftCards.Web.Components.Shared;
using GiftCards.Web.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class ErrorTextTests
{
    public static TheoryData<string, Type> ErrorsInEveryLanguage()
    {
        var data = new TheoryData<string, Type>();
        foreach (var language in SpokenLanguages.All)
        {
            foreach (var type in typeof(DomainError).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(DomainError))))
            {
                data.Add(language, type);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(ErrorsInEveryLanguage))]
    public void Every_refusal_has_words_in_every_language(string language, Type type)
    {
        using var context = new PageContext(language);
        var error = Make(type);

        var text = context.Services.GetRequiredService<ErrorText>().Of(error);

        Assert.NotEqual(error.Code, text);
        Assert.NotEqual(error.TextKey, text);
        Assert.DoesNotContain("{", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("declined")]
    [InlineData("insufficient_funds")]
    [InlineData("challenge_rejected")]
    public void Each_reason_of_a_declined_payment_has_words_of_its_own(string reason)
    {
        using var context = new PageContext();

        var words = context.Services.GetRequiredService<ErrorText>();

        Assert.NotEqual(words.Of(new PaymentDeclined("something else")), words.Of(new PaymentDeclined(reason)));
    }

    [Theory]
    [InlineData(45, "45 s.")]
    [InlineData(600, "10 min.")]
    [InlineData(54_908, "16 h.")]
    public void A_long_wait_is_told_in_minutes_or_hours(int seconds, string told)
    {
        using var context = new PageContext();

        var words = context.Services.GetRequiredService<ErrorText>().Of(new RateLimited(TimeSpan.FromSeconds(seconds)));

        Assert.EndsWith(told, words, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_reason_of_an_invalid_field_has_words_of_its_own()
    {
        using var context = new PageContext();
        var texts = context.Services.GetRequiredService<IStringLocalizer<ErrorsText>>();
        var reasons = typeof(InvalidReason).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (string)field.GetValue(null)!);

        Assert.All(reasons, reason => Assert.False(texts[$"invalid_request.{reason}"].ResourceNotFound, reason));
    }

    [Fact]
    public void Amounts_stay_in_one_piece_where_text_runs_from_right_to_left()
    {
        using var context = new PageContext("ar");

        var available = new Money(8_000, Currency.Of("AED"));
        var text = context.Services.GetRequiredService<ErrorText>().Of(new InsufficientBalance(available));

        Assert.Contains("\u206880.00\u00A0AED\u2069", text, StringComparison.Ordinal);
    }

    private static DomainError Make(Type type)
    {
        var constructor = type.GetConstructors().Single();
        return (DomainError)constructor.Invoke([.. constructor.GetParameters().Select(p => Sample(p.ParameterType))]);
    }

    private static object? Sample(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(Money) => new Money(5_000, Currency.Of("USD")),
        var t when t == typeof(Currency) => Currency.Of("USD"),
        var t when t == typeof(TimeSpan) => TimeSpan.FromSeconds(30),
        var t when t == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero),
        var t when t == typeof(int) => 12,
        var t when t == typeof(string) => InvalidReason.TooLong,
        var t when t.IsEnum => Enum.GetValues(t).GetValue(0),
        var t when t == typeof(object) => 100.ToString(CultureInfo.InvariantCulture),
        var t => throw new InvalidOperationException($"Teach this test to make a {t.Name}."),
    };
}
