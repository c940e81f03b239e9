using System.Reflection;
using GiftCards.Core.Audit;
using GiftCards.Web.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class AuditWordsTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("ru")]
    [InlineData("ar")]
    public void Whatever_is_written_down_has_words_for_what_was_done_and_to_what(string language)
    {
        using var page = new PageContext(language);
        var words = page.Services.GetRequiredService<IStringLocalizer<AuditText>>();

        var keys = Constants(typeof(AuditActions)).Select(action => $"Action.{action}")
            .Concat(Constants(typeof(AuditTargets)).Select(kind => $"Kind.{kind}"));

        Assert.DoesNotContain(keys, key => words[key].ResourceNotFound);
    }

    private static IEnumerable<string> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!);
}
