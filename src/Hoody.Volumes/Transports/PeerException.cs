using Hoody.ChunkStore;

namespace Hoody.Volumes.Transports;

/// <summary>A peer could not be talked to. The message names the peer; no token is ever in it.</summary>
public sealed class PeerException : ChunkStoreException
{
    /// <summary>Says which peer, and what is wrong with it.</summary>
    /// <param name="peer">The peer's name or address.</param>
    /// <param name="error">What is wrong, for programs.</param>
    /// <param name="problem">What is wrong, as the rest of the sentence that begins with the peer.</param>
    /// <param name="innerException">The cause.</param>
    public PeerException(string peer, PeerError error, string problem, Exception? innerException = null)
        : base($"Peer {peer}: {problem}", innerException)
    {
        (Peer, Error) = (peer, error);
    }

    /// <summary>The peer's name or address.</summary>
    public string Peer { get; }

    /// <summary>What is wrong.</summary>
    public PeerError Error { get; }

    /// <summary>The HTTP status that the peer answered with; null when it gave none.</summary>
    public int? StatusCode { get; init; }
}
