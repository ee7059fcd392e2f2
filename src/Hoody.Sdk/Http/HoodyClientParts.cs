using System.Net;

namespace Hoody.Sdk;

/// <summary>What clients are made of, whoever makes them.</summary>
internal static class HoodyClientParts
{
    // So that a changed DNS answer is noticed by a client that lives as long as its process.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <summary>Spreads delays in time; nothing secret hangs on it.</summary>
    public static double Random() => System.Random.Shared.NextDouble();

    public static HttpClient CreateHttpClient()
    {
        SocketsHttpHandler handler = new();
        Configure(handler);
        HttpClient client = new(handler, disposeHandler: true);
        Configure(client);
        return client;
    }

    public static void Configure(SocketsHttpHandler handler)
    {
        // A redirect could take the token, or the body, to another host.
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.PooledConnectionLifetime = ConnectionLifetime;
    }

    /// <summary>The client has timeouts of its own; the 100 s of HttpClient would cut across them.</summary>
    public static void Configure(HttpClient client) => client.Timeout = Timeout.InfiniteTimeSpan;

    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public static HoodyClientOptions Freeze(HoodyClientOptions? options)
    {
        HoodyClientOptions copy = (options ?? new HoodyClientOptions()).Clone();
        IReadOnlyList<string> problems = HoodyClientOptionsRules.FindProblems(copy, hasCredential: true);
        return problems.Count == 0 ? copy : throw new ArgumentException(string.Join(' ', problems), nameof(options));
    }

    /// <exception cref="InvalidOperationException">A variable is missing or not valid.</exception>
    public static HoodyClient FromEnvironment(HoodyClientOptions? options, Func<string, string?> read)
    {
        HoodyClientOptions copy = (options ?? new HoodyClientOptions()).Clone();
        HoodyEnvironment.Apply(copy, read);
        IReadOnlyList<string> problems = HoodyClientOptionsRules.FindProblems(copy, hasCredential: false);
        return problems.Count == 0
            ? new HoodyClient(HoodyCredential.FromToken(copy.Token!), copy) // not null: checked with the rest
            : throw new InvalidOperationException(
                $"No client can be made of {HoodyEnvironment.Token}, {HoodyEnvironment.BaseUrl} and {HoodyEnvironment.Realm}. " +
                string.Join(' ', problems));
    }
}
