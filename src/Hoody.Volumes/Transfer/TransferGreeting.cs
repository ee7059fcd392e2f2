using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>What both sides say before anything moves: who they are, and which roots there will be.</summary>
internal sealed class TransferGreeting(TransferSession session, StoreFormat format)
{
    /// <summary>A receiver that opens the connection asks for roots.</summary>
    /// <returns>Who the sender is, what it offers, and which of it its refs point to.</returns>
    public async Task<(Hello Peer, IReadOnlyList<TransferRoot> Roots, IReadOnlyList<OfferedRef> Refs)> AskAsync(
        IReadOnlyList<TransferRequest> requests, CancellationToken cancellationToken)
    {
        await SendHelloAsync(TransferRole.Receiver, cancellationToken).ConfigureAwait(false);
        await session.SendAsync(FrameType.Ask, RootFrames.EncodeAsk(requests), cancellationToken).ConfigureAwait(false);
        await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        Hello peer = await ReadHelloAsync(TransferRole.Sender, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TransferRoot> offered = await ReadOfferAsync(cancellationToken).ConfigureAwait(false);
        if (offered.Count != requests.Count || requests.Where((request, i) => request.Snapshot is { } id && id != offered[i].Snapshot).Any())
        {
            throw new TransferProtocolException("Offer frame", "it is not what was asked for");
        }

        List<OfferedRef> refs = [];
        for (int i = 0; i < offered.Count; i++)
        {
            if (requests[i] is { Snapshot: null } byRef)
            {
                refs.Add(offered[i].ExpectedGeneration > 0
                    ? new OfferedRef(byRef.SourceRef, offered[i].ExpectedGeneration, offered[i].Snapshot, byRef.AllowOlder)
                    : throw new TransferProtocolException("Offer frame", $"root {i} is what a ref points to, and has no generation"));
            }
        }

        // Which refs are made here is this side's own affair, whatever the offer says.
        return (peer, [.. offered.Select((root, i) => requests[i].ToRoot(root.Snapshot))], refs);
    }

    /// <summary>A sender says what it has.</summary>
    public async Task OfferAsync(IReadOnlyList<TransferRoot> roots, CancellationToken cancellationToken)
    {
        await SendHelloAsync(TransferRole.Sender, cancellationToken).ConfigureAwait(false);
        await session.SendAsync(FrameType.Offer, RootFrames.EncodeOffer(roots), cancellationToken).ConfigureAwait(false);
        await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask SendHelloAsync(TransferRole role, CancellationToken cancellationToken) =>
        session.SendAsync(FrameType.Hello, Hello.Of(role, format).Encode(), cancellationToken);

    /// <param name="role">Which side it must be; null for either.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<Hello> ReadHelloAsync(TransferRole? role, CancellationToken cancellationToken)
    {
        using Frame frame = await session.ExpectAsync(FrameType.Hello, FrameType.Hello, cancellationToken).ConfigureAwait(false);
        Hello peer = Hello.Decode(frame.Payload.Span);
        if (role is { } expected && peer.Role != expected)
        {
            throw new TransferProtocolException("Hello frame", $"the other side is a {peer.Role}, and so is this one");
        }

        if (peer.Role == TransferRole.Sender && peer.MaxOpenWants < TransferLimits.MinOpenWants)
        {
            throw new TransferProtocolException("Hello frame", $"{peer.MaxOpenWants} open wants are fewer than {TransferLimits.MinOpenWants}");
        }

        if (session.Options.PeerStoreId is { } store && store != peer.StoreId)
        {
            throw new TransferException(TransferError.Refused, $"The other side's store is {peer.StoreId}, and not {store}.");
        }

        return session.Options.AllowOtherChunker || peer.Chunker == format.Chunker.Name
            ? peer
            : throw new TransferException(
                TransferError.Refused,
                $"One store cuts files by profile '{format.Chunker.Name}' and the other by '{peer.Chunker}': what they have in common would not be found.");
    }

    public async ValueTask<IReadOnlyList<TransferRequest>> ReadAskAsync(CancellationToken cancellationToken)
    {
        using Frame frame = await session.ExpectAsync(FrameType.Ask, FrameType.Ask, cancellationToken).ConfigureAwait(false);
        return RootFrames.DecodeAsk(frame.Payload.Span);
    }

    public async ValueTask<IReadOnlyList<TransferRoot>> ReadOfferAsync(CancellationToken cancellationToken)
    {
        using Frame frame = await session.ExpectAsync(FrameType.Offer, FrameType.Offer, cancellationToken).ConfigureAwait(false);
        return RootFrames.DecodeOffer(frame.Payload.Span);
    }
}
