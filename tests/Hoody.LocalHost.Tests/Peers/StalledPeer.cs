using System.Net;
using Hoody.Volumes.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hoody.LocalHost.Tests.Peers;

/// <summary>A peer that lives, answers pings, and does what is asked of it, until one thing, at which it stops for ever.</summary>
internal sealed class StalledPeer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly string _stalledAt;
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StalledPeer(WebApplication application, string stalledAt) => (_application, _stalledAt) = (application, stalledAt);

    public Uri Address => new(_application.Urls.Single());

    /// <summary>Completes when somebody waits for what will not come.</summary>
    public Task Stalled => _stalled.Task;

    /// <param name="stalledAt">The last part of the path; with <c>.body</c> behind it the answer begins, and does not end.</param>
    public static async Task<StalledPeer> StartAsync(string stalledAt)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        StalledPeer peer = new(builder.Build(), stalledAt);
        peer._application.Run(peer.AnswerAsync);
        await peer._application.StartAsync();
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource noPatience = new(TimeSpan.Zero);
        await _application.StopAsync(noPatience.Token);
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        string what = http.Request.Path.Value!.Split('/')[^1]; // a request has a path
        if (what == _stalledAt)
        {
            await StallAsync(http);
        }

        switch (what)
        {
            case "pins":
                http.Response.Headers["hoody-pin"] = new string('0', 32);
                await BeginSessionAsync(http);
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                break;
            case "serve" or "plan" or "receive":
                await BeginSessionAsync(http);
                await StallAsync(http);
                break;
            case "capture":
                http.Response.ContentType = "application/json";
                await http.Response.WriteAsync($$"""{"snapshot_id":"{{new string('1', 64)}}",""");
                if (_stalledAt == "capture.body")
                {
                    await http.Response.Body.FlushAsync();
                    await StallAsync(http);
                }

                await http.Response.WriteAsync(""" "files":1,"length_bytes":1,"has_changed":true,"new_bytes_stored":1,"notices":[]}""");
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
        }
    }

    private async Task StallAsync(HttpContext http)
    {
        _stalled.TrySetResult();
        await Task.Delay(Timeout.Infinite, http.RequestAborted);
    }

    private static async Task BeginSessionAsync(HttpContext http)
    {
        http.Response.ContentType = HttpPeer.SessionMediaType;
        await http.Response.BodyWriter.FlushAsync();
    }
}
