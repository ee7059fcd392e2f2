using System.Collections.Concurrent;
using Hoody.LocalHost.Engine;
using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Peers;

/// <summary>The pins that peers hold at this moment.</summary>
internal sealed class PeerPins
{
    /// <summary>More than the jobs of several hosts need; each one costs a stream of a connection.</summary>
    private const int MaxPinsPerServer = 256;

    private readonly ConcurrentDictionary<string, PeerPin> _pins = new(StringComparer.Ordinal);

    /// <summary>Takes a pin; the caller removes it.</summary>
    public async Task<PeerPin> AddAsync(LocalServer server, CancellationToken cancellationToken)
    {
        if (_pins.Values.Count(pin => pin.Server == server) >= MaxPinsPerServer)
        {
            throw new PeerFaultException(StatusCodes.Status429TooManyRequests, "too-many-pins", "The server has as many pins as it takes.");
        }

        PeerPin pin = new(RandomIds.NewOperationId(), server, await server.BeginLocalWorkAsync(cancellationToken));
        _pins[pin.Id] = pin;
        return pin;
    }

    public ValueTask RemoveAsync(PeerPin pin)
    {
        _pins.TryRemove(pin.Id, out _);
        return pin.DisposeAsync();
    }

    /// <exception cref="PeerFaultException">The pin is not held, or not on this server.</exception>
    public PeerPin Require(LocalServer server, string id) => _pins.TryGetValue(id, out PeerPin? pin) && pin.Server == server
        ? pin
        : throw NotHeld();

    /// <summary>What is answered to everything below a pin that is not held, also to what was begun while it was.</summary>
    public static PeerFaultException NotHeld(Exception? cause = null) =>
        new(StatusCodes.Status404NotFound, "pin-unknown", "The pin is not held any more; begin the work again.", cause);
}
