using System.Text;
using Hoody.Testing;
using Microsoft.Extensions.Logging;

namespace Hoody.LocalHost.Tests.Hosting;

public sealed class LogTests
{
    [Fact]
    public async Task No_log_event_holds_the_token_of_a_header_a_query_or_a_body()
    {
        StringBuilder text = new();
        using TempDirectory temporary = new();
        HoodyHostOptions options = new()
        {
            DataFolder = temporary["data"],
            Logging = logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new TextLogger(text)),
        };
        string token;
        await using (HoodyHost host = await HoodyHost.StartAsync(options))
        {
            token = host.InitialToken ?? throw new InvalidOperationException("the first start makes an account");
            using HttpClient client = new() { BaseAddress = host.BaseAddress };
            await client.GetAsync($"api/v1/containers?token={token}");
            client.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
            await client.GetAsync("api/v1/containers");
            await client.PostAsync("api/v1/projects", new StringContent($$"""{"alias":"{{token}}"}""", Encoding.UTF8, "application/json"));
        }

        string log = text.ToString();
        Assert.Contains("Application started", log, StringComparison.Ordinal);
        Assert.DoesNotContain(token["hdy_".Length..], log, StringComparison.Ordinal);
    }

    private sealed class TextLogger(StringBuilder text) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (text)
            {
                text.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
            }
        }

        public void Dispose()
        {
        }
    }
}
