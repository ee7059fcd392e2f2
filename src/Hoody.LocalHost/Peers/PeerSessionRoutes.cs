using System.IO.Pipelines;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Hoody.LocalHost.Peers;

/// <summary>The requests that stay open: a pin, and transfers under it. PROTOCOL.md.</summary>
internal static class PeerSessionRoutes
{
    private static readonly TransferPolicy _pulls = new() { AllowPull = true };

    public static void Map(RouteGroupBuilder server)
    {
        server.MapPost("/pins", HoldAsync);
        server.MapPost("/pins/{pin}/serve", ServeAsync);
        server.MapPost("/pins/{pin}/plan", PlanAsync);
        server.MapPost("/pins/{pin}/receive", ReceiveAsync);
    }

    private static async Task HoldAsync(HttpContext http, OfferedServers servers, PeerPins pins)
    {
        PeerCall call = new(http, servers);
        PeerPin pin = await pins.AddAsync(call.Server, http.RequestAborted);
        try
        {
            http.Response.Headers[PeerPaths.PinHeader] = pin.Id;
            IDuplexPipe connection = await OpenAsync(http);

            // Nothing is sent: this waits for the peer to end it, or for the connection to break.
            ReadResult end = await connection.Input.ReadAsync(http.RequestAborted);
            connection.Input.AdvanceTo(end.Buffer.End);
        }
        finally
        {
            await pins.RemoveAsync(pin);
        }
    }

    private static async Task ServeAsync(HttpContext http, OfferedServers servers, PeerPins pins)
    {
        using PeerPinCall call = new(http, servers, pins);
        await call.Server.Volumes.ServeTransferAsync(await OpenAsync(http), _pulls, call.Server.Transfers, cancellationToken: call.Stop);
    }

    private static async Task PlanAsync(HttpContext http, OfferedServers servers, PeerPins pins)
    {
        using PeerPinCall call = new(http, servers, pins);
        await call.Pin.RunAsync(async wanted =>
            await call.Server.Volumes.PlanReceiveAsync(await OpenAsync(http), Requests(wanted), await TransfersAsync(call, wanted), call.Stop));
    }

    private static async Task ReceiveAsync(HttpContext http, OfferedServers servers, PeerPins pins)
    {
        using PeerPinCall call = new(http, servers, pins);
        await call.Pin.RunAsync(async wanted =>
        {
            TransferResult result = await call.Server.Volumes.ReceiveAsync(
                await OpenAsync(http), Requests(wanted), await TransfersAsync(call, wanted), cancellationToken: call.Stop);
            return new ReceivedAnswer(result.BytesTransferred);
        });
    }

    private static TransferRequest[] Requests(WantedRequest wanted) =>
        wanted.Snapshots.Count > 0 ? [.. wanted.Snapshots.Select(id => new TransferRequest(id))] : throw new FormatException("wanted");

    private static async Task<TransferOptions> TransfersAsync(PeerPinCall call, WantedRequest wanted) =>
        wanted.ContainerId is { } id ? await call.Server.TransfersForAsync(id, call.Stop) : call.Server.Transfers;

    private static async Task<IDuplexPipe> OpenAsync(HttpContext http)
    {
        if (http.Request.ContentType != HttpPeer.SessionMediaType)
        {
            throw new FormatException("media type");
        }

        // No length and no rate: one side idles while the other one works, and the transfer has an idle timeout of its own.
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        http.Features.GetRequiredFeature<IHttpMinRequestBodyDataRateFeature>().MinDataRate = null;
        http.Response.ContentType = HttpPeer.SessionMediaType;
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
        return new RequestPipe(http.Request.BodyReader, http.Response.BodyWriter);
    }

    private sealed record RequestPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
