using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hoody.Sdk;

/// <summary>What the registration methods have in common.</summary>
internal static class HoodyRegistration
{
    private const string AmbientResilienceHandler = "Microsoft.Extensions.Http.Resilience.ResilienceHandler";

    public static IHttpClientBuilder Add(IServiceCollection services, string? key, Action<HoodyClientOptions, IServiceProvider> configure)
    {
        string httpName = HttpName(key);
        bool isFirst = !services.Any(s => s.ServiceType == typeof(Marker) && Equals(s.ServiceKey, key));
        services.AddOptions<HoodyClientOptions>(OptionsName(key)).Configure(configure);
        IHttpClientBuilder builder = services.AddHttpClient(httpName);
        if (isFirst)
        {
            services.Add(new ServiceDescriptor(typeof(Marker), key, new Marker()));

            // Once: a second registration must not undo a handler that was set after the first.
            builder.ConfigureAdditionalHttpMessageHandlers((handlers, provider) => RemoveAmbient(handlers, provider, OptionsName(key)));
            builder.ConfigureHttpClient(HoodyClientParts.Configure)
                .UseSocketsHttpHandler((handler, _) => HoodyClientParts.Configure(handler));
            services.AddOptions<HoodyClientOptions>(OptionsName(key)).ValidateOnStart();
            services.AddSingleton<IValidateOptions<HoodyClientOptions>>(
                provider => new HoodyClientOptionsValidator(OptionsName(key), HasCredential(provider, httpName)));
            AddClients(services, key);
        }

        return builder;
    }

    public static void ConfigureByDefault(HoodyClientOptions options, IServiceProvider services)
    {
        if (services.GetService<IConfiguration>() is { } configuration)
        {
            Bind(options, configuration.GetSection(HoodyClientOptions.SectionName));
        }

        HoodyEnvironment.Apply(options, Environment.GetEnvironmentVariable);
    }

    public static void Bind(HoodyClientOptions options, IConfiguration section) => section.Bind(options);

    private static void AddClients(IServiceCollection services, string? key)
    {
        Add(provider => CreateClient(provider, key));
        Add(provider => Client(provider).Containers);
        Add(provider => Client(provider).Snapshots);
        Add(provider => Client(provider).Projects);
        Add(provider => Client(provider).Servers);
        Add(provider => Client(provider).ProxyAliases);
        Add(provider => Client(provider).Firewall);
        Add(provider => Client(provider).Network);
        Add(provider => Client(provider).Environment);
        Add(provider => Client(provider).Authentication);
        Add(provider => Client(provider).ApiTokens);

        HoodyClient Client(IServiceProvider provider) =>
            key is null ? provider.GetRequiredService<HoodyClient>() : provider.GetRequiredKeyedService<HoodyClient>(key);

        void Add<T>(Func<IServiceProvider, T> factory) where T : class
        {
            if (key is null)
            {
                services.TryAddSingleton(factory);
            }
            else
            {
                services.TryAddKeyedSingleton(key, (provider, _) => factory(provider));
            }
        }
    }

    private static HoodyClient CreateClient(IServiceProvider provider, string? key)
    {
        string httpName = HttpName(key);
        HoodyClientOptions options = provider.GetRequiredService<IOptionsMonitor<HoodyClientOptions>>().Get(OptionsName(key)).Clone();
        options.LoggerFactory ??= provider.GetService<ILoggerFactory>();
        HoodyCredential credential = provider.GetKeyedService<HoodyCredential>(httpName)
            ?? HoodyCredential.FromToken(options.Token!); // not null: validated

        // A client for each request: one that a singleton keeps would keep its handler, and old DNS answers, for ever.
        IHttpClientFactory factory = provider.GetRequiredService<IHttpClientFactory>();
        return new HoodyClient(new ApiPipeline(() => factory.CreateClient(httpName), credential, options, HoodyClientParts.Random));
    }

    /// <summary>
    /// Removes what the application's defaults for all HTTP clients have added by now; what is added to our own builder comes later. By its
    /// name, so that the package it comes from need not be ours, too.
    /// </summary>
    private static void RemoveAmbient(IList<DelegatingHandler> handlers, IServiceProvider provider, string optionsName)
    {
        if (provider.GetRequiredService<IOptionsMonitor<HoodyClientOptions>>().Get(optionsName).KeepAmbientResilienceHandlers)
        {
            return;
        }

        for (int i = handlers.Count - 1; i >= 0; i--)
        {
            if (handlers[i].GetType().FullName == AmbientResilienceHandler)
            {
                handlers.RemoveAt(i);
                provider.GetService<ILoggerFactory>()?.CreateLogger(HoodyTelemetry.LogCategory).AmbientHandlerRemoved();
            }
        }
    }

    private static bool HasCredential(IServiceProvider provider, string httpName) =>
        provider.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(HoodyCredential), httpName) ?? false;

    private static string OptionsName(string? key) => key ?? Options.DefaultName;

    private static string HttpName(string? key) => key is null ? "Hoody.Sdk" : $"Hoody.Sdk:{key}";

    /// <summary>Says that a key is registered: the client itself may be there before, as an application's own.</summary>
    private sealed class Marker;
}
