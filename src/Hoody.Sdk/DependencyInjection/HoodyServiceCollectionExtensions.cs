using Hoody.Sdk;
using Microsoft.Extensions.Configuration;

// Where registration methods are looked for: they show up without a further using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers <see cref="HoodyClient"/> and its parts as singletons.</summary>
/// <remarks>
/// The builder returned is that of the client's <see cref="HttpClient"/>s: for handlers, proxies and logging. Registering twice adds to the
/// options and makes one client. Options are validated when the host starts.
/// </remarks>
public static class HoodyServiceCollectionExtensions
{
    /// <summary>Registers a client configured by the section <c>Hoody</c>, then by the <c>HOODY_*</c> variables.</summary>
    public static IHttpClientBuilder AddHoodyClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return HoodyRegistration.Add(services, key: null, HoodyRegistration.ConfigureByDefault);
    }

    /// <summary>Registers a client configured by code.</summary>
    public static IHttpClientBuilder AddHoodyClient(this IServiceCollection services, Action<HoodyClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        return HoodyRegistration.Add(services, key: null, (options, _) => configure(options));
    }

    /// <summary>Registers a client configured by a section.</summary>
    public static IHttpClientBuilder AddHoodyClient(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        return HoodyRegistration.Add(services, key: null, (options, _) => HoodyRegistration.Bind(options, section));
    }

    /// <summary>Registers one of several clients, configured by code; it is injected by its key.</summary>
    public static IHttpClientBuilder AddKeyedHoodyClient(this IServiceCollection services, string key, Action<HoodyClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(configure);
        return HoodyRegistration.Add(services, key, (options, _) => configure(options));
    }

    /// <summary>Registers one of several clients, configured by a section; it is injected by its key.</summary>
    public static IHttpClientBuilder AddKeyedHoodyClient(this IServiceCollection services, string key, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(section);
        return HoodyRegistration.Add(services, key, (options, _) => HoodyRegistration.Bind(options, section));
    }

    /// <summary>Gives the client a credential in place of <see cref="HoodyClientOptions.Token"/>.</summary>
    public static IHttpClientBuilder UseHoodyCredential(this IHttpClientBuilder builder, Func<IServiceProvider, HoodyCredential> factory)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(factory);
        builder.Services.AddKeyedSingleton(builder.Name, (services, _) => factory(services));
        return builder;
    }
}
