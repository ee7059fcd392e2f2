using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Peers;

/// <summary>A request under a pin: it ends with the pin, or when the peer hangs up.</summary>
internal sealed class PeerPinCall : PeerCall, IDisposable
{
    private readonly CancellationTokenSource _stop;

    public PeerPinCall(HttpContext http, OfferedServers servers, PeerPins pins)
        : base(http, servers)
    {
        Pin = pins.Require(Server, Text("pin"));
        http.Features.Set(Pin); // what fails when it has ended is told apart by that
        _stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, Pin.Ended);
    }

    public PeerPin Pin { get; }

    public LocalServerWork Work => Pin.Work;

    public CancellationToken Stop => _stop.Token;

    public void Dispose() => _stop.Dispose();
}
