using System.Diagnostics;
using System.Globalization;
using GiftCards.Benchmarks.Load;

namespace GiftCards.Benchmarks.Questions;

/// <summary>Asks each question again and again, one after the other, and prints how long it took.</summary>
internal sealed class QuestionTable(CpuMeter cpu, int tries, string? only)
{
    private const int WarmUps = 3;

    public static void Begin()
    {
        Console.WriteLine("| question | median | slowest | CPU, application | database | aim |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
    }

    public async Task AskAsync(string question, string aim, Func<Task> ask)
    {
        if (only is not null && !question.Contains(only, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        for (var i = 0; i < WarmUps; i++)
        {
            await ask();
        }

        List<double> times = [];
        var before = cpu.Read();
        for (var i = 0; i < tries; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        var spent = (cpu.Read() - before) / tries;
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {question} | {times[tries / 2]:N1} ms | {times[^1]:N1} ms | {spent.Application.TotalMilliseconds:N1} ms | {spent.Database.TotalMilliseconds:N1} ms | {aim} |"));
    }
}
