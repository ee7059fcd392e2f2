using System.Net;
using System.Security.Cryptography.X509Certificates;
using Hoody.Volumes.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hoody.Volumes.Tests.Transports;

/// <summary>A peer whose answers a test writes; it counts the requests that reach it.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    public const string Token = "hdy_canary-0123456789";

    private readonly WebApplication _application;
    private int _requests;

    private PeerServer(WebApplication application) => _application = application;

    public int Requests => Volatile.Read(ref _requests);

    public Uri Address => new(_application.Urls.Single());

    public HttpPeerOptions Options => new() { Address = Address, Token = Token };

    public static async Task<PeerServer> StartAsync(Func<HttpContext, Task> answer, X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        PeerServer server = new(builder.Build());
        server._application.Run(context =>
        {
            Interlocked.Increment(ref server._requests);
            return answer(context);
        });
        await server._application.StartAsync();
        return server;
    }

    /// <summary>Accepts a session and begins the answer.</summary>
    public static async Task BeginAsync(HttpContext context)
    {
        context.Response.ContentType = HttpPeer.SessionMediaType;
        await context.Response.BodyWriter.FlushAsync();
    }

    /// <summary>Sends back what comes.</summary>
    public static async Task EchoAsync(HttpContext context)
    {
        await BeginAsync(context);
        await context.Request.BodyReader.CopyToAsync(context.Response.BodyWriter);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource noPatience = new(TimeSpan.Zero);
        await _application.StopAsync(noPatience.Token);
        await _application.DisposeAsync();
    }
}
