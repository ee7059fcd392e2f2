using Hoody.ChunkStore;
using Hoody.Volumes;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.LocalHost.Engine;

/// <summary>Why an operation failed, in the words that its record keeps. Only its owner's own route shows them. README.md lists the codes.</summary>
internal sealed record OperationFailure(string Code, string Message)
{
    public static OperationFailure HostRestarted { get; } =
        new("host-restarted", "The host was stopped each time it worked on this operation");

    public static OperationFailure Of(Exception exception) => exception switch
    {
        WorkException known => new(known.Code, known.Message),
        PeerException { Error: PeerError.Unreachable } gone => new("peer-unreachable", gone.Message),
        PeerException { Error: PeerError.NoAnswer } late => new("peer-timeout", late.Message),
        PeerException peer => new("peer-refused", peer.Message),
        TransferException { Error: TransferError.ConnectionLost or TransferError.Idle } lost => new("connection-lost", lost.Message),
        TransferException transfer => new("transfer", transfer.Message),
        StoreFullException full => new("store-full", full.Message),
        CorruptDataException corrupt => new("corrupt-data", corrupt.Message),
        FileTreeException tree => new("file-tree", tree.Message),
        ChunkStoreException store => new("store", store.Message),
        IOException or UnauthorizedAccessException => new("file-system", exception.Message),
        _ => new("internal", "Internal error; the host's log has the details"),
    };
}
