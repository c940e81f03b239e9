using System.Reflection;
using GiftCards.Core.Audit;
using GiftCards.Core.Common;
using GiftCards.Core.Jobs;
using GiftCards.Web.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Quartz;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

/// <summary>What the application names by a code, people read in words.</summary>
public sealed class CodeWordsTests
{
    public static TheoryData<string> Languages => [.. SpokenLanguages.All];

    [Theory, MemberData(nameof(Languages))]
    public void Whatever_is_written_down_has_words_for_what_was_done_and_to_what(string language) =>
        AssertWords<AuditText>(
            language,
            [
                .. Constants(typeof(AuditActions)).Select(action => $"Action.{action}"),
                .. Constants(typeof(AuditTargets)).Select(kind => $"Kind.{kind}"),
            ]);

    [Theory, MemberData(nameof(Languages))]
    public void Whatever_runs_by_itself_has_words_for_what_it_does(string language) =>
        AssertWords<OperationsText>(
            language,
            [
                .. typeof(DailyCloseJob).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IJob)))
                    .Select(job => $"Job.{job.Name}"),
            ]);

    private static void AssertWords<TText>(string language, IReadOnlyList<string> keys)
    {
        using var page = new PageContext(language);
        var words = page.Services.GetRequiredService<IStringLocalizer<TText>>();

        Assert.NotEmpty(keys);
        Assert.DoesNotContain(keys, key => words[key].ResourceNotFound);
    }

    private static IEnumerable<string> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!);
}
