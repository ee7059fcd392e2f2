using System.Net;
using Hoody.Sdk.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hoody.Sdk.Tests.DependencyInjection;

/// <summary>An application's resilience for all HTTP clients repeats POSTs; a copy that is repeated is two containers.</summary>
public class AmbientHandlerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_copy_goes_out_once_whether_the_defaults_come_before_or_after(bool isBefore)
    {
        LogCollector log = new();
        int sent = await CountAsync(services =>
        {
            services.AddLogging(logging => logging.AddProvider(log));
            if (isBefore)
            {
                AddDefaults(services);
                services.AddHoodyClient(o => o.Token = "t");
            }
            else
            {
                services.AddHoodyClient(o => o.Token = "t");
                AddDefaults(services);
            }
        });

        Assert.Equal(1, sent);
        Assert.Contains(log.Lines, line => line.Event == 4 && line.Text.Contains("KeepAmbientResilienceHandlers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_asks_for_it_keeps_the_defaults() => Assert.Equal(2, await CountAsync(services =>
    {
        AddDefaults(services);
        services.AddHoodyClient(o =>
        {
            o.Token = "t";
            o.KeepAmbientResilienceHandlers = true;
        });
    }));

    [Fact]
    public async Task A_handler_of_the_clients_own_builder_stays() => Assert.Equal(2, await CountAsync(services =>
        Impatient(services.AddHoodyClient(o => o.Token = "t"))));

    private static void AddDefaults(IServiceCollection services) => services.ConfigureHttpClientDefaults(builder => Impatient(builder));

    private static void Impatient(IHttpClientBuilder builder) => builder.AddStandardResilienceHandler(options =>
    {
        options.Retry.MaxRetryAttempts = 1;
        options.Retry.Delay = TimeSpan.Zero;
    });

    private static async Task<int> CountAsync(Action<IServiceCollection> register)
    {
        ServiceCollection services = new();
        register(services);
        ScriptedHandler service = new()
        {
            Otherwise = _ => ScriptedHandler.Response(HttpStatusCode.ServiceUnavailable, ClientFixture.Error(503, "x", "Busy.")),
        };
        services.AddHttpClient("Hoody.Sdk").ConfigurePrimaryHttpMessageHandler(() => service);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await Assert.ThrowsAsync<HoodyApiException>(() => provider.GetRequiredService<ContainersClient>().CopyAsync(
            ClientFixture.Source, new CopyContainerRequest(ClientFixture.Project)));
        return service.Sent.Count;
    }
}
