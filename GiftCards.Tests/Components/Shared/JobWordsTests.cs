using GiftCards.Core.Jobs;
using GiftCards.Web.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Quartz;
using Xunit;

namespace GiftCards.Tests.Components.Shared;

public sealed class JobWordsTests
{
    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("ru")]
    [InlineData("ar")]
    public void Whatever_runs_by_itself_has_words_for_what_it_does(string language)
    {
        using var page = new PageContext(language);
        var words = page.Services.GetRequiredService<IStringLocalizer<OperationsText>>();

        List<string> jobs =
        [
            .. typeof(DailyCloseJob).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IJob))).Select(job => job.Name),
        ];

        Assert.NotEmpty(jobs);
        Assert.DoesNotContain(jobs, job => words[$"Job.{job}"].ResourceNotFound);
    }
}
