using System.Buffers;
using System.Globalization;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Verification;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Writes to a store without end, collects what it left behind, and says what was acknowledged: the load under which processes are killed and power is cut.</summary>
internal sealed class StoreLoad(string directory, int slot, int seed, Action<Acknowledgement> acknowledge)
{
    private const int RefCount = 3;

    private readonly Random _random = new(seed);

    internal Action BeforeRound { get; init; } = () => { };

    // Small packs, runs and parts: many objects, many moments to be interrupted in, packs written whole and in parts, and files that are mapped.
    private static BlobStoreOptions Options => new()
    {
        DataPackLengthBytes = 20_000, SpillLengthBytes = 6_000, TreePackLengthBytes = 4000, IndexTailPacks = 4, IndexPartEntries = 50,
        MinNotedPackLengthBytes = 0,
    };

    /// <summary>Runs until something fails, or <paramref name="roundsMax"/> refs were moved.</summary>
    internal async Task RunAsync(int roundsMax)
    {
        for (int round = 0; round < roundsMax;)
        {
            await using BlobStore store = await OpenOrCreateAsync();
            for (int end = round + _random.Next(1, 20); round < Math.Min(end, roundsMax); round++)
            {
                BeforeRound();
                await MoveRefAsync(store, _random.Next(RefCount));
                if (_random.Next(4) == 0)
                {
                    await CollectAsync(store);
                }

                if (_random.Next(8) == 0)
                {
                    await VerifyAsync(store);
                }
            }
        }
    }

    /// <summary>The ref that one of the loads that share a store moves, and no other load.</summary>
    internal static string RefOf(int slot, int number) => string.Create(CultureInfo.InvariantCulture, $"slot{slot}/ref{number}");

    internal static IEnumerable<string> RefsOf(int slot) => Enumerable.Range(0, RefCount).Select(number => RefOf(slot, number));

    /// <summary>Reads a tree and all it lists; what is read was verified by the store.</summary>
    internal static async Task ReadClosureAsync(BlobStore store, BlobId tree)
    {
        using IMemoryOwner<byte> list = await store.GetAsync(tree, BlobKind.Tree);
        foreach (BlobId id in SampleBlobs.References(BlobKind.Tree, list.Memory))
        {
            using IMemoryOwner<byte> chunk = await store.GetAsync(id, BlobKind.Chunk);
        }
    }

    private async Task<BlobStore> OpenOrCreateAsync()
    {
        DiskBackend backend = new(directory);
        try
        {
            return await OpenOrCreateAsync(backend);
        }
        catch
        {
            await backend.DisposeAsync();
            throw;
        }
    }

    private static async Task<BlobStore> OpenOrCreateAsync(DiskBackend backend)
    {
        try
        {
            return await BlobStore.OpenAsync(backend, Options);
        }
        catch (UnsupportedFormatException)
        {
            try
            {
                return await BlobStore.CreateAsync(backend, Options);
            }
            catch (ChunkStoreException error) when (error is not BackendException)
            {
                return await BlobStore.OpenAsync(backend, Options); // another load came first
            }
        }
    }

    private static async Task CollectAsync(BlobStore store)
    {
        try
        {
            await TreeLists.CollectAsync(store);
        }
        catch (CollectionConflictException)
        {
            return; // another load collects
        }
    }

    // Beside others that write and collect: nothing that they do is damage.
    private static async Task VerifyAsync(BlobStore store)
    {
        VerificationReport report = await store.VerifyAsync(references: new TreeLists());
        if (!report.IsSound)
        {
            IEnumerable<object> damage = [.. report.Packs, .. report.Blobs, .. report.Refs, .. report.Objects];
            string text = string.Join(' ', damage.Prepend(report.ToString().ReplaceLineEndings(" ")));

            // What a disk that has failed cannot read is named as well.
            throw damage.All(found => $"{found}".Contains("EIO", StringComparison.Ordinal)) ? new BackendException(text) : new InvalidOperationException(text);
        }
    }

    // Collectors have no patience here: they revoke leases of loads that live, and a load begins again.
    private async Task MoveRefAsync(BlobStore store, int number)
    {
        string name = RefOf(slot, number);
        for (bool isMoved = false; !isMoved;)
        {
            try
            {
                await MoveRefAsync(store, name);
                isMoved = true;
            }
            catch (LeaseRevokedException)
            {
                await TellWhatBecameAsync(name);
            }
            catch (RefConflictException conflict) when (conflict.Found is not { } found || found.Generation > conflict.ExpectedGeneration)
            {
                // No other load moves this ref, but a collector may just have finished a move that a power cut or a kill interrupted.
                await TellWhatBecameAsync(name);
            }
        }
    }

    // Moved or not: nobody was told. Now it is looked up, and counts.
    private async Task TellWhatBecameAsync(string name)
    {
        await using DiskBackend backend = new(directory);
        if (await RefRecord.ReadNewestAsync(backend, name, default) is { } newest)
        {
            acknowledge(new Acknowledgement(name, newest.Generation, newest.Target));
        }
    }

    private async Task MoveRefAsync(BlobStore store, string name)
    {
        await using StorePin pin = await store.PinAsync();
        RefValue? found = await store.Refs.GetAsync(name);
        if (found is not null && _random.Next(6) == 0)
        {
            await store.Refs.DeleteAsync(name, found.Generation);
            acknowledge(new Acknowledgement(name, found.Generation + 1, Target: null));
            return;
        }

        BlobId tree = await PutTreeAsync(store);
        RefValue moved = await store.Refs.UpdateAsync(name, tree, found?.Generation ?? 0);
        acknowledge(new Acknowledgement(name, moved.Generation, tree));
    }

    private async Task<BlobId> PutTreeAsync(BlobStore store)
    {
        await using BlobWriter writer = store.BeginWrite();
        byte[] list = new byte[_random.Next(1, 8) * BlobId.LengthBytes];
        for (int offset = 0; offset < list.Length; offset += BlobId.LengthBytes)
        {
            // Of few contents, so that most are there already, put by this load or by another one.
            int content = _random.Next(200);
            BlobId id = await writer.PutAsync(BlobKind.Chunk, StoreFixture.Bytes(content, content * 30));
            id.CopyTo(list.AsSpan(offset));
        }

        BlobId tree = await writer.PutAsync(BlobKind.Tree, list);
        await writer.FlushAsync();
        return tree;
    }
}
