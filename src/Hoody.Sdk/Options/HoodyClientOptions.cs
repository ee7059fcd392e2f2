using Microsoft.Extensions.Logging;

namespace Hoody.Sdk;

/// <summary>How a <see cref="HoodyClient"/> reaches the service. A client copies its options, so later changes do not reach it.</summary>
public sealed class HoodyClientOptions
{
    /// <summary>The name of the configuration section that <c>AddHoodyClient()</c> binds.</summary>
    public const string SectionName = "Hoody";

    /// <summary>Gets or sets the address of the service, without <c>/api/v1</c>. Default: <c>https://api.hoody.com/</c>.</summary>
    public Uri BaseAddress { get; set; } = new("https://api.hoody.com/");

    /// <summary>Gets or sets the bearer token; needed unless the client is given a <see cref="HoodyCredential"/>.</summary>
    public string? Token { get; set; }

    /// <summary>Gets or sets the realm whose address, <c>{realm}.{host of BaseAddress}</c>, is used. Default: none.</summary>
    public string? Realm { get; set; }

    /// <summary>Gets or sets the product that the User-Agent header names first, such as <c>my-app/1.2</c>. Up to 256 characters.</summary>
    public string? ApplicationId { get; set; }

    /// <summary>Gets or sets the time one attempt may take, reply included. Default: 30 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the time one request may take with all its attempts; null for no limit. Default: 2 min.</summary>
    /// <remarks>Waiting for an operation is many requests; this limit holds for each of them, never for the wait.</remarks>
    public TimeSpan? TotalTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets when and how often a failed request is sent again.</summary>
    public HoodyRetryOptions Retry { get; } = new();

    /// <summary>Gets how a running copy or sync is watched.</summary>
    public HoodyOperationOptions Operations { get; } = new();

    /// <summary>Gets or sets the clock for timeouts, delays and waits. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets where the client logs; null for nowhere, or for the application's own place with dependency injection.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Gets or sets whether a resilience handler that the application adds to all its HTTP clients stays on a registered one. Default: false, since
    /// it repeats POSTs, too, and so makes several copies of one. A handler added to the client's own builder always stays.
    /// </summary>
    public bool KeepAmbientResilienceHandlers { get; set; }

    internal HoodyClientOptions Clone()
    {
        HoodyClientOptions copy = new()
        {
            BaseAddress = BaseAddress,
            Token = Token,
            Realm = Realm,
            ApplicationId = ApplicationId,
            AttemptTimeout = AttemptTimeout,
            TotalTimeout = TotalTimeout,
            TimeProvider = TimeProvider,
            LoggerFactory = LoggerFactory,
            KeepAmbientResilienceHandlers = KeepAmbientResilienceHandlers,
        };
        Retry.CopyTo(copy.Retry);
        Operations.CopyTo(copy.Operations);
        return copy;
    }
}
