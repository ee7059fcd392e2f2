using System.IO.Pipelines;

namespace Hoody.Volumes.Transports;

/// <summary>An open connection to a peer, for one session. Bytes written to one end are read at the other.</summary>
/// <remarks>
/// Completing <see cref="Output"/> tells the peer that nothing more comes; what it sends is read all the same. Disposed before both directions have
/// ended, the connection is cut, which the peer notices. One reader and one writer at a time.
/// </remarks>
public abstract class PeerConnection : IDuplexPipe, IAsyncDisposable
{
    private protected PeerConnection(string peer, PipeReader input, PipeWriter output) => (Peer, Input, Output) = (peer, input, output);

    /// <summary>The peer's name or address.</summary>
    public string Peer { get; }

    /// <summary>What the peer said before the session, by names in lower case: the head of its answer. Empty for a program.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private protected init; } = new Dictionary<string, string>();

    /// <summary>What the peer sends.</summary>
    public PipeReader Input { get; }

    /// <summary>What the peer is sent; a flush returns when the peer, or what is between, has room for it.</summary>
    public PipeWriter Output { get; }

    /// <summary>Ends the connection, whatever its state.</summary>
    public abstract ValueTask DisposeAsync();
}
