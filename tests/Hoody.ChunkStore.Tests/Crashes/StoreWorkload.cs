using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.Testing.Disks;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>A store on a simulated disk, and what it has promised so far.</summary>
internal sealed class StoreWorkload(SimulatedDisk disk, Func<IStorageBackend, IStorageBackend> decorate) : IAsyncDisposable
{
    private const string Ref = "a";
    private const string OtherRef = "a/b";

    private readonly Lock _gate = new();
    private BlobStore? _store;

    /// <summary>What a crash at this moment must leave.</summary>
    internal Promise Promise { get; private set; } = Promise.Nothing;

    private BlobStore Store => _store ?? throw new InvalidOperationException("The workload has no store yet.");

    /// <summary>A new process goes on with the disk that a crash has left.</summary>
    internal static async Task<StoreWorkload> ResumeAsync(SimulatedDisk disk, Promise promise)
    {
        StoreWorkload workload = new(disk, backend => backend) { Promise = promise with { IsCreated = true } };
        workload._store = await OpenOrCreateAsync(disk, promise, backend => backend);
        await VerifyAsync(workload._store, workload.Promise); // what was in doubt stays so until a collection, or the next move
        return workload;
    }

    /// <summary>Finds all that was promised, when nothing is in doubt that a collection might still decide.</summary>
    internal async Task VerifyAsync() => Promise = await VerifyAsync(Store, Promise);

    internal async Task CreateAsync()
    {
        _store = await BlobStore.CreateAsync(decorate(disk.OpenBackend()), Options(disk));
        Promise = Promise with { IsCreated = true };
    }

    internal async Task RunAsync(StoreStep step)
    {
        _store ??= await OpenAsync(); // a step before could not
        switch (step)
        {
            case StoreStep.Put:
                await PutAsync(SampleBlobs.FirstTree);
                break;
            case StoreStep.PutAndRef:
                await PutAsync(SampleBlobs.FirstTree);
                await MoveAsync(Ref, SampleBlobs.FirstTree);
                break;
            case StoreStep.PutMoreAndRef:
                await PutAsync(SampleBlobs.BothTree);
                await MoveAsync(Ref, SampleBlobs.BothTree);
                break;
            case StoreStep.PutAndOtherRef:
                await PutAsync(SampleBlobs.SecondTree);
                await MoveAsync(OtherRef, SampleBlobs.SecondTree);
                break;
            case StoreStep.DeleteRef:
                await MoveAsync(Ref, target: null);
                break;
            case StoreStep.PutTogether:
                await Task.WhenAll(PutAsync(SampleBlobs.FirstTree), PutAsync(SampleBlobs.LargeTree));
                await MoveAsync(OtherRef, SampleBlobs.LargeTree);
                break;
            case StoreStep.PutByOther:
                await PutByOtherAsync();
                break;
            case StoreStep.Quarantine:
                await QuarantineAsync();
                break;
            case StoreStep.Collect:
                Promise = Promise.WithCollection();
                await TreeLists.CollectAsync(Store);
                break;
            case StoreStep.Compact:
                await Store.Index.Compactor.CompactAsync(default);
                break;
            default:
                await Store.DisposeAsync();
                _store = null;
                _store = await OpenAsync();
                break;
        }
    }

    // Not disposed: what a killed process has open, nobody closes.
    private async Task PutByOtherAsync()
    {
        BlobStore mine = Store;
        try
        {
            _store = await OpenAsync();
            await PutAsync(SampleBlobs.SecondTree);
            await MoveAsync(OtherRef, SampleBlobs.SecondTree);
        }
        finally
        {
            _store = mine;
        }
    }

    private async Task QuarantineAsync()
    {
        IStorageBackend backend = decorate(disk.OpenBackend());
        if ((await backend.ListAsync(PackName.Prefix, default).ToArrayAsync()) is [StoredObject pack, ..])
        {
            BadSectorBackend bad = new(backend, pack.Name, badOffset: pack.LengthBytes - 1);
            await using BlobStore other = await BlobStore.OpenAsync(bad, Options(disk));
            await other.VerifyAsync(new VerificationOptions { Time = new FakeTimeProvider() });
        }
    }

    private async Task<BlobStore> OpenAsync() => await BlobStore.OpenAsync(decorate(disk.OpenBackend()), Options(disk));

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    /// <summary>
    /// A new process opens the store of a crashed disk, finds all that was promised, finishes a collection that was begun, stores everything again
    /// and reads it back. Without the last, an index that claims what is gone would stay unnoticed.
    /// </summary>
    /// <returns>What is promised from then on.</returns>
    internal static async Task<Promise> RecoverAsync(SimulatedDisk disk, Promise promise, Func<IStorageBackend, IStorageBackend> decorate)
    {
        await using BlobStore store = await OpenOrCreateAsync(disk, promise, decorate);
        promise = promise with { IsCreated = true };
        if (promise.IsCollected)
        {
            // A move that a dead process had decided and not made is made by the collector: until then its ref may still change.
            await VerifyAsync(store, promise);
            promise = promise.WithCollection();
            await TreeLists.CollectAsync(store);
        }

        promise = await VerifyAsync(store, promise);
        await PutAsync(store, SampleBlobs.All.Keys);
        promise = promise.WithBlobs(SampleBlobs.All.Keys);
        await VerifyAsync(store, promise);
        await MoveAsync(store, Ref, SampleBlobs.BothTree);
        return promise.WithRef(Ref, SampleBlobs.BothTree);
    }

    /// <summary>What a crash inside <see cref="RecoverAsync"/> must leave.</summary>
    internal static Promise WhileRecovering(Promise promise)
    {
        promise = promise.IsCollected ? promise.WithCollection() : promise;
        return promise.WithRef(Ref, [.. promise.ValuesOf(Ref).Append(SampleBlobs.BothTree).Distinct()]);
    }

    /// <summary>Opens the store, and finds all that was promised.</summary>
    internal static async Task VerifyAsync(SimulatedDisk disk, Promise promise, Func<IStorageBackend, IStorageBackend> decorate)
    {
        await using BlobStore store = await BlobStore.OpenAsync(decorate(disk.OpenBackend()), Options(disk));
        await VerifyAsync(store, promise);
    }

    private static BlobStoreOptions Options(SimulatedDisk disk)
    {
        // No two packs of one disk have the same salt and no two leases the same id, and a run that is repeated has the same ones.
        int next = 0;
        int Next() => (disk.ProcessCount << 16) + Interlocked.Increment(ref next);
        return StoreFixture.SmallPacks with
        {
            Time = null,
            SpillLengthBytes = 140, // of some packs a part is written before the rest is there, others are written whole
            IndexPartEntries = 2,
            NewLeaseId = () => new Guid(Next(), 0, 0, new byte[8]),
            Random = destination =>
            {
                destination.Clear();
                BitConverter.TryWriteBytes(destination, Next());
            },
        };
    }

    private static async Task<BlobStore> OpenOrCreateAsync(
        SimulatedDisk disk, Promise promise, Func<IStorageBackend, IStorageBackend> decorate)
    {
        try
        {
            return await BlobStore.OpenAsync(decorate(disk.OpenBackend()), Options(disk));
        }
        catch (UnsupportedFormatException) when (!promise.IsCreated)
        {
            return await BlobStore.CreateAsync(decorate(disk.OpenBackend()), Options(disk));
        }
    }

    private static async Task<Promise> VerifyAsync(BlobStore store, Promise promise)
    {
        Assert.All(store.DamagedPacks, pack => Assert.True(pack.IsQuarantined)); // no crash leaves a whole name with half a pack
        foreach (BlobId id in promise.Blobs)
        {
            await AssertReadableAsync(store, id);
        }

        foreach (string name in (string[])[Ref, OtherRef])
        {
            BlobId? target = (await store.Refs.GetAsync(name))?.Target;
            Assert.Contains(target, promise.ValuesOf(name));
            foreach (BlobId id in target is { } tree ? SampleBlobs.Closure(tree) : [])
            {
                await AssertReadableAsync(store, id);
            }

            promise = promise.WithRef(name, target); // seen once, so it stays
        }

        return promise;
    }

    private static async Task AssertReadableAsync(BlobStore store, BlobId id)
    {
        (BlobKind kind, byte[] plain) = SampleBlobs.All[id];
        Assert.True(store.Contains(id));
        Assert.Equal(plain, await store.ReadAsync(id, kind));
    }

    private async Task PutAsync(BlobId tree)
    {
        await PutAsync(Store, SampleBlobs.Closure(tree));
        lock (_gate)
        {
            Promise = Promise.WithBlobs(SampleBlobs.Closure(tree));
        }
    }

    private async Task MoveAsync(string name, BlobId? target)
    {
        Promise = Promise.WithRef(name, [.. Promise.ValuesOf(name).Append(target).Distinct()]);
        if (await MoveAsync(Store, name, target))
        {
            Promise = Promise.WithRef(name, target);
        }
    }

    private static Task<BlobId[]> PutAsync(BlobStore store, IEnumerable<BlobId> ids) => store.PutAsync([.. ids.Select(id => SampleBlobs.All[id])]);

    /// <returns>False when there was nothing to delete.</returns>
    private static async Task<bool> MoveAsync(BlobStore store, string name, BlobId? target)
    {
        RefValue? found = await store.Refs.GetAsync(name);
        if (target is { } tree)
        {
            await store.Refs.UpdateAsync(name, tree, found?.Generation ?? 0);
        }
        else if (found is not null)
        {
            await store.Refs.DeleteAsync(name, found.Generation);
        }

        return target is not null || found is not null;
    }
}
