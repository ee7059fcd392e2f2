using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Hoody.Sdk.Tests.Fakes;

/// <summary>Keeps what is logged, under all categories and levels.</summary>
internal sealed class LogCollector : ILoggerFactory, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Event, string Text)> _lines = new();

    public IReadOnlyList<(int Event, string Text)> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception) + exception));

    public void Dispose()
    {
    }
}
