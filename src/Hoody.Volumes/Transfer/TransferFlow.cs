using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Snapshots;

namespace Hoody.Volumes.Transfer;

/// <summary>The four ways to take part: ask, plan, offer, and serve whoever asks or offers.</summary>
internal sealed class TransferFlow(BlobStore store, TransferOptions options)
{
    /// <summary>How many complete nodes a receiver remembers; null for the default.</summary>
    public int? MaxComplete { get; init; }

    public Task<TransferResult> PullAsync(
        IDuplexPipe connection, IReadOnlyList<TransferRequest> requests, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        TransferSession.RunAsync(
            connection,
            options,
            async (session, token) =>
            {
                (Hello peer, IReadOnlyList<TransferRoot> roots) = await AskAsync(session, requests, token).ConfigureAwait(false);
                return await ReceiveAsync(session, peer, roots, progress, token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<TransferPlan> PlanAsync(IDuplexPipe connection, IReadOnlyList<TransferRequest> requests, CancellationToken cancellationToken) =>
        TransferSession.RunAsync(
            connection,
            options,
            async (session, token) =>
            {
                StorePin pin = await store.PinAsync(token).ConfigureAwait(false);
                await using (pin.ConfigureAwait(false))
                {
                    (Hello peer, IReadOnlyList<TransferRoot> roots) = await AskAsync(session, requests, token).ConfigureAwait(false);
                    ReceivingSide side = new(session, store, writer: null, peer, MaxComplete, progress: null);
                    TransferTally tally = await side.RunAsync(roots.Select(root => root.Snapshot), token).ConfigureAwait(false);
                    await SendReceiptAsync(session, new TransferReceipt(0, 0, new long[roots.Count]), token).ConfigureAwait(false);
                    return new TransferPlan
                    {
                        ChunksNew = tally.ChunksNew,
                        NodesNew = tally.NodesNew,
                        BytesNew = tally.BytesNew,
                        ChunksReused = tally.ChunksHeld,
                        BytesReused = tally.ChunkBytesHeld,
                        WireBytes = tally.WireBytes,
                        PlanningBytes = session.Reader.BytesRead,
                        RoundTrips = Math.Max(tally.Rounds, 1),
                    };
                }
            },
            cancellationToken);

    public Task<TransferReceipt> PushAsync(IDuplexPipe connection, IReadOnlyList<TransferRoot> roots, CancellationToken cancellationToken) =>
        TransferSession.RunAsync(
            connection,
            options,
            async (session, token) =>
            {
                StorePin pin = await store.PinAsync(token).ConfigureAwait(false);
                await using (pin.ConfigureAwait(false))
                {
                    await RequireSnapshotsAsync(roots, token).ConfigureAwait(false);
                    await session.SendAsync(FrameType.Hello, Hello.Of(TransferRole.Sender, store.Format).Encode(), token).ConfigureAwait(false);
                    await session.SendAsync(FrameType.Offer, RootFrames.EncodeOffer(roots), token).ConfigureAwait(false);
                    await session.Writer.FlushAsync(token).ConfigureAwait(false);
                    await ReadHelloAsync(session, TransferRole.Receiver, token).ConfigureAwait(false);
                    return await new SendingSide(store, session).RunAsync(roots.Count, token).ConfigureAwait(false);
                }
            },
            cancellationToken);

    public Task ServeAsync(
        IDuplexPipe connection, TransferPolicy policy, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        TransferSession.RunAsync<object?>(
            connection,
            options,
            async (session, token) =>
            {
                Hello peer = await ReadHelloAsync(session, role: null, token).ConfigureAwait(false);
                if (peer.Role == TransferRole.Receiver)
                {
                    Require(policy.AllowPull, "pulls");
                    await ServePullAsync(session, token).ConfigureAwait(false);
                }
                else
                {
                    Require(policy.AllowPush, "pushes");
                    await ServePushAsync(session, peer, policy, progress, token).ConfigureAwait(false);
                }

                return null;
            },
            cancellationToken);

    private async Task ServePullAsync(TransferSession session, CancellationToken cancellationToken)
    {
        IReadOnlyList<TransferRequest> requests;
        using (Frame ask = await session.ExpectAsync(FrameType.Ask, FrameType.Ask, cancellationToken).ConfigureAwait(false))
        {
            requests = RootFrames.DecodeAsk(ask.Payload.Span);
        }

        StorePin pin = await store.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            List<TransferRoot> roots = [];
            foreach (TransferRequest request in requests)
            {
                roots.Add(new TransferRoot(request.Snapshot ?? await ResolveAsync(request.SourceRef, cancellationToken).ConfigureAwait(false)));
            }

            await RequireSnapshotsAsync(roots, cancellationToken).ConfigureAwait(false);
            await session.SendAsync(FrameType.Hello, Hello.Of(TransferRole.Sender, store.Format).Encode(), cancellationToken).ConfigureAwait(false);
            await session.SendAsync(FrameType.Offer, RootFrames.EncodeOffer(roots), cancellationToken).ConfigureAwait(false);
            await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            await new SendingSide(store, session).RunAsync(roots.Count, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ServePushAsync(
        TransferSession session, Hello peer, TransferPolicy policy, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<TransferRoot> roots;
        using (Frame offer = await session.ExpectAsync(FrameType.Offer, FrameType.Offer, cancellationToken).ConfigureAwait(false))
        {
            roots = RootFrames.DecodeOffer(offer.Payload.Span);
        }

        foreach (TransferRoot root in roots.Where(root => root.RefName.Length > 0))
        {
            Require(policy.AllowRef(root.RefName), $"changes of ref '{root.RefName}'");
        }

        await session.SendAsync(FrameType.Hello, Hello.Of(TransferRole.Receiver, store.Format).Encode(), cancellationToken).ConfigureAwait(false);
        await ReceiveAsync(session, peer, roots, progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(Hello Peer, IReadOnlyList<TransferRoot> Roots)> AskAsync(
        TransferSession session, IReadOnlyList<TransferRequest> requests, CancellationToken cancellationToken)
    {
        await session.SendAsync(FrameType.Hello, Hello.Of(TransferRole.Receiver, store.Format).Encode(), cancellationToken).ConfigureAwait(false);
        await session.SendAsync(FrameType.Ask, RootFrames.EncodeAsk(requests), cancellationToken).ConfigureAwait(false);
        await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        Hello peer = await ReadHelloAsync(session, TransferRole.Sender, cancellationToken).ConfigureAwait(false);
        using Frame frame = await session.ExpectAsync(FrameType.Offer, FrameType.Offer, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TransferRoot> offered = RootFrames.DecodeOffer(frame.Payload.Span);
        if (offered.Count != requests.Count || requests.Where((request, i) => request.Snapshot is { } id && id != offered[i].Snapshot).Any())
        {
            throw new TransferProtocolException("Offer frame", "it is not what was asked for");
        }

        // Which refs are made here is this side's own affair, whatever the offer says.
        return (peer, [.. offered.Select((root, i) => root with { RefName = requests[i].RefName, ExpectedGeneration = requests[i].ExpectedGeneration })]);
    }

    private async Task<TransferResult> ReceiveAsync(
        TransferSession session, Hello peer, IReadOnlyList<TransferRoot> roots, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        // What is looked up counts as held: it must stay until the refs are made, though nothing may have to be written.
        StorePin pin = await store.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            RootRefs refs = new(store.Refs, roots);
            await refs.RequireMovableAsync(cancellationToken).ConfigureAwait(false);
            BlobWriter writer = store.BeginWrite();
            await using (writer.ConfigureAwait(false))
            {
                ReceivingSide side = new(session, store, writer, peer, MaxComplete, progress);
                TransferTally tally = await side.RunAsync(roots.Select(root => root.Snapshot), cancellationToken).ConfigureAwait(false);
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                IReadOnlyList<long> generations = await refs.MoveAsync(cancellationToken).ConfigureAwait(false);
                long blobs = tally.ChunksNew + tally.NodesNew;
                await SendReceiptAsync(session, new TransferReceipt(blobs, tally.BytesNew, generations), cancellationToken).ConfigureAwait(false);
                return new TransferResult(blobs, tally.BytesNew, tally.BlobsHeld)
                {
                    WireBytes = tally.WireBytes,
                    BytesReceived = session.Reader.BytesRead,
                    BytesSent = session.Writer.BytesWritten,
                    RoundTrips = Math.Max(tally.Rounds, 1),
                    RefGenerations = generations,
                };
            }
        }
    }

    private static async ValueTask SendReceiptAsync(TransferSession session, TransferReceipt receipt, CancellationToken cancellationToken)
    {
        await session.SendAsync(FrameType.Receipt, ReceiptFrame.Encode(receipt), cancellationToken).ConfigureAwait(false);
        await session.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Hello> ReadHelloAsync(TransferSession session, TransferRole? role, CancellationToken cancellationToken)
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

        return session.AllowOtherChunker || peer.Chunker == store.Format.Chunker.Name
            ? peer
            : throw new TransferException(
                TransferError.Refused,
                $"One store cuts files by profile '{store.Format.Chunker.Name}' and the other by '{peer.Chunker}': what they have in common would not be found.");
    }

    // All are read before anything is sent: a snapshot that is lacking ends the transfer at once.
    private async ValueTask RequireSnapshotsAsync(IReadOnlyList<TransferRoot> roots, CancellationToken cancellationToken)
    {
        foreach (TransferRoot root in roots)
        {
            await SnapshotReader.ReadAsync(store, root.Snapshot, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<BlobId> ResolveAsync(string refName, CancellationToken cancellationToken)
    {
        RefValue? found = await RootRefs.GetAsync(store.Refs, refName, cancellationToken).ConfigureAwait(false);
        return found?.Target ?? throw new TransferException(TransferError.NotFound, $"There is no ref '{refName}'.");
    }

    private static void Require(bool isAllowed, string what)
    {
        if (!isAllowed)
        {
            throw new TransferException(TransferError.Refused, $"This store does not allow {what}.");
        }
    }
}
