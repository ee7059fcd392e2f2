using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Peers;

/// <summary>The small calls of work on a server. PROTOCOL.md.</summary>
internal static class PeerWorkRoutes
{
    private const int MaxSnapshots = 4_096;
    private const int MaxNotices = 100;

    public static void Map(RouteGroupBuilder server)
    {
        server.MapDelete("/containers/{id}/snapshots/{name}", RemoveSnapshotAsync);
        server.MapGet("/containers/{id}/use", MeasureAsync);
        RouteGroupBuilder pin = server.MapGroup("/pins/{pin}");
        pin.MapPut("/containers/{id}", CreateAsync);
        pin.MapPost("/containers/{id}/capture", CaptureAsync);
        pin.MapPost("/containers/{id}/provision", ProvisionAsync);
        pin.MapPut("/containers/{id}/snapshots/{name}", SetSnapshotAsync);
        pin.MapDelete("/containers/{id}", RemoveAsync);
        pin.MapPut("/wanted", SetWantedAsync);
        pin.MapGet("/outcome", GetOutcomeAsync);
    }

    private static async Task RemoveSnapshotAsync(HttpContext http, OfferedServers servers)
    {
        PeerCall call = new(http, servers);
        await call.Server.RemoveSnapshotAsync(call.ContainerId, call.Text("name"), http.RequestAborted);
        call.AnswerNothing();
    }

    private static async Task MeasureAsync(HttpContext http, OfferedServers servers)
    {
        PeerCall call = new(http, servers);
        await call.AnswerAsync(await call.Server.MeasureAsync(call.ContainerId, http.RequestAborted));
    }

    private static async Task CreateAsync(HttpContext http, OfferedServers servers, PeerPins pins, ContainerGates gates)
    {
        using PeerPinCall call = new(http, servers, pins);
        using IDisposable gate = await gates.ChangeAsync(call.ContainerId, call.Stop);
        await call.Work.CreateAsync(call.ContainerId, call.Stop);
        call.AnswerNothing();
    }

    private static async Task CaptureAsync(HttpContext http, OfferedServers servers, PeerPins pins, ContainerGates gates)
    {
        using PeerPinCall call = new(http, servers, pins);
        CaptureRequest request = await call.ReadAsync<CaptureRequest>();
        using IDisposable gate = await gates.ReadAsync(call.ContainerId, call.Stop);
        CapturedTree capture = await call.Work.CaptureAsync(call.ContainerId, request.Configuration, request.IsInUse, call.Stop);
        await call.AnswerAsync(capture with { Notices = [.. capture.Notices.Take(MaxNotices)] });
    }

    private static async Task ProvisionAsync(HttpContext http, OfferedServers servers, PeerPins pins, ContainerGates gates)
    {
        using PeerPinCall call = new(http, servers, pins);
        SnapshotRequest request = await call.ReadAsync<SnapshotRequest>();
        using IDisposable gate = await gates.ChangeAsync(call.ContainerId, call.Stop);
        ProvisionedTree tree = await call.Work.ProvisionAsync(call.ContainerId, request.SnapshotId, call.Stop);
        await call.AnswerAsync(tree with { Notices = [.. tree.Notices.Take(MaxNotices)] });
    }

    private static async Task SetSnapshotAsync(HttpContext http, OfferedServers servers, PeerPins pins)
    {
        using PeerPinCall call = new(http, servers, pins);
        SnapshotRequest request = await call.ReadAsync<SnapshotRequest>();
        await call.Work.SetSnapshotAsync(call.ContainerId, call.Text("name"), request.SnapshotId, call.Stop);
        call.AnswerNothing();
    }

    private static async Task RemoveAsync(HttpContext http, OfferedServers servers, PeerPins pins, ContainerGates gates)
    {
        using PeerPinCall call = new(http, servers, pins);
        using IDisposable gate = await gates.ChangeAsync(call.ContainerId, call.Stop);
        await call.Work.RemoveAsync(call.ContainerId, call.Stop);
        call.AnswerNothing();
    }

    private static async Task SetWantedAsync(HttpContext http, OfferedServers servers, PeerPins pins)
    {
        using PeerPinCall call = new(http, servers, pins);
        WantedRequest request = await call.ReadAsync<WantedRequest>();
        call.Pin.Wanted = request.Snapshots.Count is > 0 and <= MaxSnapshots && (request.ContainerId is null || RandomIds.IsResourceId(request.ContainerId))
            ? request
            : throw new FormatException("wanted");
        call.AnswerNothing();
    }

    private static async Task GetOutcomeAsync(HttpContext http, OfferedServers servers, PeerPins pins)
    {
        using PeerPinCall call = new(http, servers, pins);
        await call.AnswerAsync(await call.Pin.Outcome.WaitAsync(call.Stop));
    }
}
