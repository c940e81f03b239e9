using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GiftCards.Tests.Support;

/// <summary>Keeps every line that is logged in the whole test run, so that it can be searched for secrets at the end.</summary>
public sealed class LogLines : ILoggerProvider
{
    public static readonly ConcurrentQueue<string> All = new();

    private readonly ConcurrentQueue<string> own = new();

    public IReadOnlyCollection<string> Own => own;

    public ILogger CreateLogger(string categoryName) => new Logger(own, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<string> own, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {category}: {formatter(state, exception)} {exception}";
            own.Enqueue(line);
            All.Enqueue(line);
        }
    }
}
