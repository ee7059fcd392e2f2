using System.Buffers;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Transfer;
using Microsoft.Coyote.Random;

namespace Hoody.ChunkStore.Concurrency.Tests.Transfer;

/// <summary>Pulls from the store of one process into that of another, as often as a cut link, a lost lease or another one's ref makes it necessary.</summary>
/// <remarks>
/// The steps of both sides, in the order in which the protocol has them wait for each other, are those of the engine: pins, refs, the walk of the closure and its
/// table. Not in it are frames and pipes, which have tests of their own and whose tasks Coyote could not schedule.
/// </remarks>
internal sealed class TransferModel(Process source, Process target, TransferRules rules)
{
    internal const string SenderLost = "the sender has lost what it offered";

    private readonly Generator _random = Generator.Create();

    /// <summary>What was done to refs of the target: from which generation, to which.</summary>
    internal List<(long Expected, long Created)> Changes { get; } = [];

    /// <summary>Pulls what a ref of the source points to.</summary>
    /// <param name="from">The ref of the source; when it is gone there is nothing to do.</param>
    /// <param name="to">The ref of the target.</param>
    /// <param name="expected">Its generation, as it was when the pull was asked for.</param>
    internal async Task PullAsync(string from, string to, long expected)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                await PinnedAsync(source, rules.SenderHoldsAPin, _ => SendAsync(from, to, expected));
                return;
            }
            catch (Exception exception) when (exception is LeaseRevokedException or IOException)
            {
                continue;
            }
            catch (Exception exception) when (exception is TransferException or RefConflictException)
            {
                return; // somebody else was quicker; whoever asked for it has to look
            }
        }
    }

    private async Task SendAsync(string from, string to, long expected)
    {
        if (await source.Refs.GetAsync(from) is { } offered)
        {
            await ReadOfferedAsync(offered.Target, BlobKind.Snapshot);
            TransferRoot root = new(offered.Target) { RefName = to, ExpectedGeneration = expected };
            await PinnedAsync(target, rules.ReceiverHoldsAPin, pin => ReceiveAsync(root, pin));
        }
    }

    private async Task ReceiveAsync(TransferRoot root, StorePin pin)
    {
        RootRefs refs = new(target.Refs, [root]);
        await refs.RequireMovableAsync(default).AsTask();
        if (!rules.RefsGoLast)
        {
            await MoveAsync(root);
        }

        ClosureSet closures = await target.Store.ReadClosuresAsync(pin);
        await FillAsync(root.Snapshot, new StagingStore(target, closures, rules));
        if (rules.RefsGoLast)
        {
            await MoveAsync(root);
        }

        await closures.SaveAsync();
    }

    private async Task FillAsync(BlobId snapshot, StagingStore store)
    {
        ClosureGraph graph = new(target.Store, store, new TransferTally());
        graph.AddRoot(snapshot, baseRoot: null);
        await graph.WalkHeldAsync(default).AsTask();
        while (!graph.IsComplete)
        {
            if (_random.NextInteger(12) == 0)
            {
                throw new IOException("the link broke");
            }

            if (graph.TryTakeNode(deepest: false) is { } node)
            {
                byte[] plain = await ReadOfferedAsync(node.Claim.Id, node.Claim.Kind);
                StoredBlob stored = new(node.Claim.Kind, node.Claim.Id, BlobCodec.None, plain.Length, plain);
                await graph.ArriveAsync(node, stored, node.Claim.Read(plain, node.GetPath), default).AsTask();
            }
            else if (graph.TryTakeChunk() is { } chunk)
            {
                await target.WriteAsync((BlobKind.Chunk, await ReadOfferedAsync(chunk.Id, BlobKind.Chunk)));
                await graph.ArriveAsync(chunk, default).AsTask();
            }

            await graph.WalkHeldAsync(default).AsTask();
        }
    }

    private async Task MoveAsync(TransferRoot root)
    {
        RefValue? before = await target.Refs.GetAsync(root.RefName);
        long expected = rules.RefsAreCompared ? root.ExpectedGeneration : before?.Generation ?? 0;
        IReadOnlyList<long> moved = await new RootRefs(target.Refs, [root with { ExpectedGeneration = expected }]).MoveAsync(default).AsTask();
        if (before?.Target != root.Snapshot)
        {
            Changes.Add((root.ExpectedGeneration, moved[0]));
        }
    }

    private async Task<byte[]> ReadOfferedAsync(BlobId id, BlobKind kind)
    {
        try
        {
            using IMemoryOwner<byte> plain = await source.Store.GetAsync(id, kind).AsTask();
            return plain.Memory.ToArray();
        }
        catch (BlobNotFoundException exception)
        {
            throw new InvalidOperationException(SenderLost, exception);
        }
    }

    private static async Task PinnedAsync(Process process, bool isPinned, Func<StorePin, Task> work)
    {
        StorePin pin = await process.Store.PinAsync();
        try
        {
            await (isPinned ? Task.CompletedTask : pin.DisposeAsync().AsTask());
            await work(pin);
        }
        finally
        {
            await pin.DisposeAsync().AsTask();
        }
    }
}
