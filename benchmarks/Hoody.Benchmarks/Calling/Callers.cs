using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Hoody.Sdk;

namespace Hoody.Benchmarks.Calling;

/// <summary>The same GET by the client and by a bare <see cref="HttpClient"/>, over transports of the same kind.</summary>
internal sealed class Callers : IDisposable
{
    private static readonly ContainerId Id = new("000000000000000000000000");

    private readonly HttpClient _bare;
    private readonly HttpClient _transport;
    private readonly HoodyClient _client;
    private readonly Uri _address;

    public Callers(Func<HttpMessageHandler> transport, Uri baseAddress)
    {
        _address = new Uri(baseAddress, $"/api/v1/containers/{Id}");
        _bare = new HttpClient(transport());
        _bare.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ContainerJson.Token);
        _bare.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _transport = new HttpClient(transport()) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new HoodyClient(
            _transport, HoodyCredential.FromToken(ContainerJson.Token), new HoodyClientOptions { BaseAddress = baseAddress });
    }

    public static Callers OverLoopback(Uri address) => new(CreateSocketsHandler, address);

    public static Callers InProcess() => new(() => new FixedHandler(_ => ContainerJson.Reply), new Uri("https://api.example/"));

    public Container Client() => _client.Containers.GetAsync(Id).GetAwaiter().GetResult();

    public Container Bare() =>
        _bare.GetFromJsonAsync(_address, BareJsonContext.Default.BareReply).GetAwaiter().GetResult()!.Data; // the reply has data

    public void Dispose()
    {
        _client.Dispose();
        _transport.Dispose();
        _bare.Dispose();
    }

    private static SocketsHttpHandler CreateSocketsHandler() =>
        new() { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All };
}
