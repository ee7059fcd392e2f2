using System.Net;
using Hoody.Sdk.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hoody.Sdk.Tests.DependencyInjection;

public class RegistrationTests
{
    [Fact]
    public async Task A_registered_client_sends_through_the_builders_handlers()
    {
        ServiceCollection services = new();
        ScriptedHandler service = new ScriptedHandler().Reply(ClientFixture.ContainerJson("running"));
        services.AddHoodyClient(o => o.Token = "t").ConfigurePrimaryHttpMessageHandler(() => service);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<HoodyClient>().Containers.GetAsync(ClientFixture.Copy);

        Assert.Equal("Bearer t", Assert.Single(service.Only.Headers.GetValues("Authorization")));
    }

    [Fact]
    public async Task Client_and_parts_are_singletons()
    {
        ServiceCollection services = new();
        services.AddHoodyClient(o => o.Token = "t");
        await using ServiceProvider provider = services.BuildServiceProvider(validateScopes: true);

        HoodyClient client = provider.GetRequiredService<HoodyClient>();
        Assert.Same(client, provider.GetRequiredService<HoodyClient>());
        Assert.All(
            typeof(HoodyClient).GetProperties().Where(property => property.PropertyType.Name.EndsWith("Client", StringComparison.Ordinal)),
            property => Assert.Same(property.GetValue(client), provider.GetRequiredService(property.PropertyType)));
    }

    [Fact]
    public async Task Configuration_fills_the_options()
    {
        ServiceCollection services = new();
        services.AddHoodyClient(Section(new()
        {
            ["Token"] = "t",
            ["BaseAddress"] = "https://x.example",
            ["TotalTimeout"] = "00:05:00",
            ["Retry:MaxRetries"] = "7",
            ["Operations:MaxPollInterval"] = "00:00:40",
        }));
        await using ServiceProvider provider = services.BuildServiceProvider();

        HoodyClientOptions options = provider.GetRequiredService<IOptions<HoodyClientOptions>>().Value;

        Assert.Equal("https://x.example/", options.BaseAddress.AbsoluteUri);
        Assert.Equal(TimeSpan.FromMinutes(5), options.TotalTimeout);
        Assert.Equal(7, options.Retry.MaxRetries);
        Assert.Equal(TimeSpan.FromSeconds(40), options.Operations.MaxPollInterval);
    }

    [Fact]
    public async Task Without_arguments_the_section_named_Hoody_is_bound()
    {
        ServiceCollection services = new();
        services.AddSingleton<IConfiguration>(Section(new() { ["Hoody:ApplicationId"] = "app/1" }));
        services.AddHoodyClient();
        services.PostConfigure<HoodyClientOptions>(o => o.Token = "t"); // whatever this machine's environment says
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal("app/1", provider.GetRequiredService<IOptions<HoodyClientOptions>>().Value.ApplicationId);
    }

    [Fact]
    public async Task Options_are_validated_at_start()
    {
        ServiceCollection services = new();
        services.AddHoodyClient(o => o.Retry.MaxRetries = 99);
        await using ServiceProvider provider = services.BuildServiceProvider();

        OptionsValidationException error = Assert.Throws<OptionsValidationException>(
            () => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(error.Failures, f => f.StartsWith("Token: missing", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.StartsWith("Retry.MaxRetries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_credential_takes_the_place_of_a_token()
    {
        ServiceCollection services = new();
        ScriptedHandler service = new ScriptedHandler().Reply(ClientFixture.ContainerJson("running"));
        services.AddHoodyClient(_ => { }).UseHoodyCredential(_ => HoodyCredential.FromToken("c"))
            .ConfigurePrimaryHttpMessageHandler(() => service);
        await using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
        await provider.GetRequiredService<ContainersClient>().GetAsync(ClientFixture.Copy);

        Assert.Equal("Bearer c", Assert.Single(service.Only.Headers.GetValues("Authorization")));
    }

    [Fact]
    public async Task Keyed_clients_have_options_and_handlers_of_their_own()
    {
        ServiceCollection services = new();
        ScriptedHandler us = new ScriptedHandler().Reply(ClientFixture.ContainerJson("running"));
        ScriptedHandler eu = new ScriptedHandler().Reply(ClientFixture.ContainerJson("running"));
        services.AddKeyedHoodyClient("us", o => o.Token = "tus").ConfigurePrimaryHttpMessageHandler(() => us);
        services.AddKeyedHoodyClient("eu", Section(new() { ["Token"] = "teu" })).ConfigurePrimaryHttpMessageHandler(() => eu);
        await using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();

        await provider.GetRequiredKeyedService<HoodyClient>("us").Containers.GetAsync(ClientFixture.Copy);
        await provider.GetRequiredKeyedService<ContainersClient>("eu").GetAsync(ClientFixture.Copy);

        Assert.Equal("Bearer tus", Assert.Single(us.Only.Headers.GetValues("Authorization")));
        Assert.Equal("Bearer teu", Assert.Single(eu.Only.Headers.GetValues("Authorization")));
        Assert.Null(provider.GetService<HoodyClient>());
    }

    [Fact]
    public async Task Registering_twice_makes_one_client_and_keeps_the_first_handler()
    {
        ServiceCollection services = new();
        ScriptedHandler service = new ScriptedHandler().Reply(ClientFixture.ContainerJson("running"));
        services.AddHoodyClient(o => o.Token = "first").ConfigurePrimaryHttpMessageHandler(() => service);
        services.AddHoodyClient(o => o.ApplicationId = "app/1");
        await using ServiceProvider provider = services.BuildServiceProvider();

        await Assert.Single(provider.GetServices<HoodyClient>()).Containers.GetAsync(ClientFixture.Copy);

        Assert.Equal("Bearer first", Assert.Single(service.Only.Headers.GetValues("Authorization")));
        Assert.Equal("app/1", service.Only.Headers.GetValues("User-Agent").First());
    }

    [Fact]
    public async Task A_client_that_was_there_before_stays_and_gives_its_parts()
    {
        using HoodyClient own = new("own");
        ServiceCollection services = new();
        services.AddSingleton(own);
        services.AddHoodyClient(o => o.Token = "t");
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Same(own, provider.GetRequiredService<HoodyClient>());
        Assert.Same(own.Containers, provider.GetRequiredService<ContainersClient>());
    }

    [Fact]
    public async Task Http_clients_have_no_timeout_of_their_own()
    {
        ServiceCollection services = new();
        services.AddHoodyClient(o => o.Token = "t");
        await using ServiceProvider provider = services.BuildServiceProvider();
        using HttpClient http = provider.GetRequiredService<IHttpClientFactory>().CreateClient("Hoody.Sdk");
        Assert.Equal(Timeout.InfiniteTimeSpan, http.Timeout);
    }

    [Fact]
    public void Our_handlers_follow_no_redirects_and_keep_no_cookies()
    {
        using SocketsHttpHandler handler = new();
        HoodyClientParts.Configure(handler);
        Assert.False(handler.AllowAutoRedirect);
        Assert.False(handler.UseCookies);
        Assert.Equal(DecompressionMethods.All, handler.AutomaticDecompression);
    }

    private static IConfigurationRoot Section(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
