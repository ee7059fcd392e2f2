using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Closures;
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
        RunAsync(
            connection,
            async (session, greeting, token) =>
            {
                (Hello peer, IReadOnlyList<TransferRoot> roots, IReadOnlyList<OfferedRef> refs) = await greeting.AskAsync(requests, token).ConfigureAwait(false);
                return await ReceiveAsync(session, peer, roots, new AcceptedRefs(store, options, peer.StoreId, refs), progress, token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<TransferPlan> PlanAsync(IDuplexPipe connection, IReadOnlyList<TransferRequest> requests, CancellationToken cancellationToken) =>
        RunAsync(
            connection,
            async (session, greeting, token) =>
            {
                (Hello peer, IReadOnlyList<TransferRoot> roots, IReadOnlyList<OfferedRef> refs) = await greeting.AskAsync(requests, token).ConfigureAwait(false);
                return await PinnedAsync(
                    async pin =>
                    {
                        await new AcceptedRefs(store, options, peer.StoreId, refs).RequireNoneWentBackAsync(token).ConfigureAwait(false);
                        return await PlanAsync(session, peer, roots, pin, token).ConfigureAwait(false);
                    },
                    token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<TransferReceipt> PushAsync(IDuplexPipe connection, IReadOnlyList<TransferRoot> roots, CancellationToken cancellationToken) =>
        RunAsync(
            connection,
            (session, greeting, token) => PinnedAsync(
                async _ =>
                {
                    await RequireSnapshotsAsync(roots, token).ConfigureAwait(false);
                    await greeting.OfferAsync(roots, token).ConfigureAwait(false);
                    await greeting.ReadHelloAsync(TransferRole.Receiver, token).ConfigureAwait(false);
                    return await new SendingSide(store, session).RunAsync(roots.Count, token).ConfigureAwait(false);
                },
                token),
            cancellationToken);

    public Task ServeAsync(
        IDuplexPipe connection, TransferPolicy policy, IProgress<TransferProgress>? progress, CancellationToken cancellationToken) =>
        RunAsync<object>(
            connection,
            async (session, greeting, token) =>
            {
                Hello peer = await greeting.ReadHelloAsync(role: null, token).ConfigureAwait(false);
                if (peer.Role == TransferRole.Receiver)
                {
                    Require(policy.AllowPull, "pulls");
                    IReadOnlyList<TransferRequest> requests = await greeting.ReadAskAsync(token).ConfigureAwait(false);
                    return await PinnedAsync(_ => ServePullAsync(session, greeting, requests, token), token).ConfigureAwait(false);
                }

                Require(policy.AllowPush, "pushes");
                return await ServePushAsync(session, greeting, peer, policy, progress, token).ConfigureAwait(false);
            },
            cancellationToken);

    private async Task<TransferReceipt> ServePullAsync(
        TransferSession session, TransferGreeting greeting, IReadOnlyList<TransferRequest> requests, CancellationToken cancellationToken)
    {
        List<TransferRoot> roots = [];
        foreach (TransferRequest request in requests)
        {
            roots.Add(request.Snapshot is { } id ? new TransferRoot(id) : await ResolveAsync(request.SourceRef, cancellationToken).ConfigureAwait(false));
        }

        await RequireSnapshotsAsync(roots, cancellationToken).ConfigureAwait(false);
        await greeting.OfferAsync(roots, cancellationToken).ConfigureAwait(false);
        return await new SendingSide(store, session).RunAsync(roots.Count, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TransferResult> ServePushAsync(
        TransferSession session, TransferGreeting greeting, Hello peer, TransferPolicy policy, IProgress<TransferProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<TransferRoot> roots = await greeting.ReadOfferAsync(cancellationToken).ConfigureAwait(false);
        foreach (TransferRoot root in roots.Where(root => root.RefName.Length > 0))
        {
            Require(policy.AllowRef(root.RefName), $"changes of ref '{root.RefName}'");
        }

        await greeting.SendHelloAsync(TransferRole.Receiver, cancellationToken).ConfigureAwait(false);
        return await ReceiveAsync(session, peer, roots, AcceptedRefs.None(store, options), progress, cancellationToken).ConfigureAwait(false);
    }

    private async Task<TransferPlan> PlanAsync(
        TransferSession session, Hello peer, IReadOnlyList<TransferRoot> roots, StorePin pin, CancellationToken cancellationToken)
    {
        ClosureSet closures = await store.ReadClosuresAsync(pin, cancellationToken).ConfigureAwait(false);
        ReceivingSide side = new(session, store, writer: null, closures, peer, MaxComplete, progress: null);
        TransferTally tally = await side.RunAsync(roots, options.BaseSnapshot, cancellationToken).ConfigureAwait(false);
        await ReceiptFrame.SendAsync(session, new TransferReceipt(0, 0, new long[roots.Count]), noted: null, cancellationToken).ConfigureAwait(false);
        return new TransferPlan
        {
            FilesNew = tally.FilesNew,
            FilesChanged = tally.FilesChanged,
            FilesReused = tally.Files - tally.FilesNew - tally.FilesChanged,
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

    // What is looked up counts as held: it must stay until the refs are made, though nothing may have to be written.
    private Task<TransferResult> ReceiveAsync(
        TransferSession session,
        Hello peer,
        IReadOnlyList<TransferRoot> roots,
        AcceptedRefs accepted,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken) =>
        PinnedAsync(
            async pin =>
            {
                long begin = options.Time.GetTimestamp();
                RootRefs refs = new(store.Refs, roots);
                await refs.RequireMovableAsync(cancellationToken).ConfigureAwait(false);
                await accepted.RequireNoneWentBackAsync(cancellationToken).ConfigureAwait(false);
                ClosureSet closures = await store.ReadClosuresAsync(pin, cancellationToken).ConfigureAwait(false);
                TransferTally tally = await FillAsync(session, peer, roots, closures, progress, cancellationToken).ConfigureAwait(false);
                await accepted.RememberAsync(cancellationToken).ConfigureAwait(false); // first: whoever sees the refs is safe from older ones
                IReadOnlyList<long> generations = await refs.MoveAsync(cancellationToken).ConfigureAwait(false);
                long blobs = tally.ChunksNew + tally.NodesNew;
                await ReceiptFrame.SendAsync(session, new TransferReceipt(blobs, tally.BytesNew, generations), closures, cancellationToken).ConfigureAwait(false);
                return new TransferResult(blobs, tally.BytesNew, tally.BlobsHeld)
                {
                    WireBytes = tally.WireBytes,
                    FilesTransferred = tally.FilesNew + tally.FilesChanged,
                    Duration = options.Time.GetElapsedTime(begin),
                    BytesReceived = session.Reader.BytesRead,
                    BytesSent = session.Writer.BytesWritten,
                    RoundTrips = Math.Max(tally.Rounds, 1),
                    RefGenerations = generations,
                };
            },
            cancellationToken);

    private async Task<TransferTally> FillAsync(
        TransferSession session,
        Hello peer,
        IReadOnlyList<TransferRoot> roots,
        ClosureSet closures,
        IProgress<TransferProgress>? progress,
        CancellationToken cancellationToken)
    {
        BlobWriter writer = store.BeginWrite();
        await using (writer.ConfigureAwait(false))
        {
            ReceivingSide side = new(session, store, writer, closures, peer, MaxComplete, progress);
            try
            {
                TransferTally tally = await side.RunAsync(roots, options.BaseSnapshot, cancellationToken).ConfigureAwait(false);
                await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
                return tally;
            }
            catch (Exception cut) when (cut is OperationCanceledException or TransferException { IsTransient: true })
            {
                await KeepAsync(writer).ConfigureAwait(false);
                throw;
            }
        }
    }

    // A link that is cut more often than a pack is full would never bring anything otherwise.
    private static async ValueTask KeepAsync(BlobWriter writer)
    {
        try
        {
            await writer.FlushAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ChunkStoreException)
        {
            return; // what could not be kept comes again; why the transfer ended is told, not this
        }
    }

    private Task<T> RunAsync<T>(
        IDuplexPipe connection, Func<TransferSession, TransferGreeting, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        TransferSession.RunAsync(
            connection, options, (session, token) => work(session, new TransferGreeting(session, store.Format), token), cancellationToken);

    private async Task<T> PinnedAsync<T>(Func<StorePin, Task<T>> work, CancellationToken cancellationToken)
    {
        StorePin pin = await store.PinAsync(cancellationToken).ConfigureAwait(false);
        await using (pin.ConfigureAwait(false))
        {
            return await work(pin).ConfigureAwait(false);
        }
    }

    // All are read before anything is sent: a snapshot that is lacking ends the transfer at once.
    private async ValueTask RequireSnapshotsAsync(IReadOnlyList<TransferRoot> roots, CancellationToken cancellationToken)
    {
        foreach (TransferRoot root in roots)
        {
            await SnapshotReader.ReadAsync(store, root.Snapshot, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<TransferRoot> ResolveAsync(string refName, CancellationToken cancellationToken)
    {
        RefValue? found = await RootRefs.GetAsync(store.Refs, refName, cancellationToken).ConfigureAwait(false);
        return found is null
            ? throw new TransferException(TransferError.NotFound, $"There is no ref '{refName}'.")
            : new TransferRoot(found.Target) { ExpectedGeneration = found.Generation };
    }

    private static void Require(bool isAllowed, string what)
    {
        if (!isAllowed)
        {
            throw new TransferException(TransferError.Refused, $"This store does not allow {what}.");
        }
    }
}
