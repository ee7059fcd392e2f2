using System.Buffers;
using System.IO.Hashing;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>A process with the store open: puts snapshots of one chunk, moves refs, collects. What is put alone gets a pack of its own.</summary>
/// <remarks>
/// Coyote 1.7.11 takes tasks over, and corrupts memory when it takes over what awaits a ValueTask on .NET 10. So nothing here awaits one, and the store itself
/// is not rewritten: it never waits, since its backend answers at once, and a process has one task. All interleaving is at the backend's calls.
/// </remarks>
internal sealed class Process
{
    /// <summary>How an error tells that something which a ref needs is gone.</summary>
    internal static readonly string[] Losses = [nameof(BlobNotFoundException), "the pack is gone"];

    private static readonly CollectionOptions s_patience = new()
    {
        LeaseSilence = TimeSpan.FromMinutes(2),
        MaxWait = TimeSpan.FromMinutes(30),
        RewriteDeadShare = 1,
    };

    private readonly InterleavedBackend _backend;
    private readonly BlobStore _store;
    private readonly IBlobReferences _references;
    private readonly StepTime _time;

    private Process(InterleavedBackend backend, BlobStore store, IBlobReferences references, StepTime time) =>
        (_backend, _store, _references, _time) = (backend, store, references, time);

    internal BlobStore Store => _store;

    internal RefStore Refs => _store.Refs;

    /// <param name="memory">The store.</param>
    /// <param name="rules">The rules it keeps; null for all.</param>
    /// <param name="references">What its blobs refer to; null where snapshots are those of this class.</param>
    internal static async Task<Process> StartAsync(MemoryBackend memory, ProtocolRules? rules = null, IBlobReferences? references = null)
    {
        StepTime time = new();
        BlobStoreOptions options = new() { Rules = rules ?? ProtocolRules.All, Time = null, MinNotedPackLengthBytes = 0 };
        InterleavedBackend backend = new(memory);
        return new Process(backend, await BlobStore.OpenAsync(backend, options), references ?? new OneChunkReferences(), time);
    }

    internal static async Task<MemoryBackend> CreateStoreAsync()
    {
        MemoryBackend memory = new();
        BlobStore store = await BlobStore.CreateAsync(memory, new BlobStoreOptions { Time = null });
        await store.DisposeAsync().AsTask();
        return memory;
    }

    internal async Task PinnedAsync(Func<Task> work)
    {
        StorePin pin = await _store.PinAsync();
        try
        {
            await work();
        }
        finally
        {
            await pin.DisposeAsync().AsTask();
        }
    }

    /// <summary>Makes sure that the store holds a snapshot of one chunk.</summary>
    internal async Task<BlobId> PutAsync(byte chunk)
    {
        await PutAsync(BlobKind.Chunk, [chunk]);
        return await PutAsync(BlobKind.Snapshot, SnapshotOf(chunk));
    }

    /// <summary>
    /// Puts the snapshots of two chunks in one pack, and keeps one of them: so the other stays too, whether or not its chunk does, and no
    /// missing snapshot warns those who build on it.
    /// </summary>
    internal async Task KeepTogetherAsync(string name, byte kept, byte other)
    {
        await PutAsync(BlobKind.Chunk, [kept]);
        await WriteAsync((BlobKind.Snapshot, SnapshotOf(kept)), (BlobKind.Snapshot, SnapshotOf(other)));
        await Refs.UpdateAsync(name, BlobId.Compute(BlobKind.Snapshot, SnapshotOf(kept)), 0);
    }

    /// <summary>Puts two chunks in one pack, and a snapshot of each under a ref of its own.</summary>
    internal async Task CommitTogetherAsync(string firstName, byte first, string secondName, byte second)
    {
        await WriteAsync((BlobKind.Chunk, [first]), (BlobKind.Chunk, [second]));
        await CommitAsync(firstName, first);
        await CommitAsync(secondName, second);
    }

    /// <summary>Verifies the structure of the store, and quarantines what is damaged.</summary>
    /// <returns>False when collectors took its lease away as often as it tries, and nothing is quarantined.</returns>
    internal async Task<bool> VerifyAsync()
    {
        try
        {
            await _store.VerifyAsync(new VerificationOptions { Depth = VerificationDepth.Structure, Time = _time }, _references);
            return true;
        }
        catch (LeaseRevokedException)
        {
            return false;
        }
    }

    /// <summary>Imports and commits, and starts over as often as a collector takes its lease away or another writer comes first.</summary>
    /// <returns>False when it gave up.</returns>
    internal async Task<bool> CommitAsync(string name, byte chunk)
    {
        for (int attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                await PinnedAsync(async () =>
                {
                    BlobId snapshot = await PutAsync(chunk);
                    RefValue? current = await Refs.GetAsync(name);
                    await Refs.UpdateAsync(name, snapshot, current?.Generation ?? 0);
                });
                return true;
            }
            catch (Exception exception) when (exception is LeaseRevokedException or RefConflictException)
            {
                continue;
            }
        }

        return false;
    }

    /// <summary>Points a ref to what another one points to, after something happened to that one.</summary>
    internal async Task CopyAsync(string from, string to, Func<Task>? meanwhile = null)
    {
        try
        {
            await PinnedAsync(async () =>
            {
                if (await Refs.GetAsync(from) is { } source)
                {
                    await (meanwhile?.Invoke() ?? Task.CompletedTask);
                    await Refs.UpdateAsync(to, source.Target, 0);
                }
            });
        }
        catch (Exception exception) when (exception is LeaseRevokedException or RefConflictException or BlobNotFoundException)
        {
            return; // not copied; whoever wants it does it again
        }
    }

    internal async Task DeleteAsync(string name)
    {
        try
        {
            if (await Refs.GetAsync(name) is { } current)
            {
                await Refs.DeleteAsync(name, current.Generation);
            }
        }
        catch (Exception exception) when (exception is LeaseRevokedException or RefConflictException)
        {
            return;
        }
    }

    /// <param name="times">How often.</param>
    /// <param name="isPatient">Whether it rather gives up than take the lease of one who shows no life.</param>
    internal async Task CollectAsync(int times, bool isPatient = false)
    {
        CollectionOptions options = s_patience with { Pause = PauseAsync, Time = _time };
        for (int i = 0; i < times; i++)
        {
            try
            {
                CollectionPlan plan = await _store.PlanCollectionAsync(
                    _references, isPatient ? options with { LeaseSilence = TimeSpan.MaxValue } : options);
                await plan.ApplyAsync();
            }
            catch (CollectionConflictException)
            {
                continue; // the other collector is at work
            }
        }
    }

    /// <summary>Reads everything that refs need. What is missing is an error.</summary>
    internal static async Task AssertIntactAsync(MemoryBackend memory, IBlobReferences? references = null)
    {
        references ??= new OneChunkReferences();
        BlobStore store = await BlobStore.OpenAsync(memory, new BlobStoreOptions { Time = null });
        foreach (RefValue found in await store.Refs.ListAsync().ToListAsync().AsTask())
        {
            List<BlobReference> needed = [new BlobReference(BlobKind.Snapshot, found.Target)];
            for (int i = 0; i < needed.Count; i++)
            {
                using IMemoryOwner<byte> blob = await store.GetAsync(needed[i].Id, needed[i].Kind).AsTask();
                if (needed[i].Kind != BlobKind.Chunk)
                {
                    references.AddReferences(needed[i].Kind, blob.Memory.Span, needed);
                }
            }
        }
    }

    private Task PauseAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        _time.Step();
        Microsoft.Coyote.Runtime.SchedulingPoint.Yield();
        return Task.CompletedTask;
    }

    private static byte[] SnapshotOf(byte chunk)
    {
        byte[] snapshot = new byte[BlobId.LengthBytes];
        BlobId.Compute(BlobKind.Chunk, [chunk]).CopyTo(snapshot);
        return snapshot;
    }

    private async Task<BlobId> PutAsync(BlobKind kind, byte[] plain)
    {
        BlobId id = BlobId.Compute(kind, plain);
        if (!_store.Contains(id))
        {
            await WriteAsync((kind, plain));
        }

        return id;
    }

    /// <summary>Puts blobs in one pack.</summary>
    internal async Task WriteAsync(params (BlobKind Kind, byte[] Plain)[] blobs)
    {
        using PackBuilder pack = new(1000);
        foreach ((BlobKind kind, byte[] plain) in blobs)
        {
            PackEntry entry = new(BlobId.Compute(kind, plain), kind, BlobCodec.None, plain.Length, plain.Length);
            pack.Append(new PackRecordHeader(entry, Crc32.HashToUInt32(plain)), plain);
        }

        (PackDirectory directory, ReadOnlySequence<byte> content) = pack.Seal(Guid.NewGuid().ToByteArray());
        await _backend.CreateIfAbsentAsync(PackName.Of(directory.Id), content, default).AsTask();
    }
}
