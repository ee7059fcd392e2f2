using System.Collections.Concurrent;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>The acknowledgements of a store's loads, to be compared with what the store still knows.</summary>
internal sealed class Ledger
{
    // What was heard last of each ref, and how many loads that move it were cut short since.
    private readonly ConcurrentDictionary<string, (Acknowledgement Heard, int CutShort)> _last = new(StringComparer.Ordinal);
    private int _count;

    internal int Count => _count;

    internal void Add(Acknowledgement acknowledgement)
    {
        Interlocked.Increment(ref _count);
        _last[acknowledgement.Ref] = (acknowledgement, 0);
    }

    /// <summary>A load was killed, or has failed, and all that it said was heard: it may leave one move of one of its refs without a word.</summary>
    internal void AddCutShort(int slot)
    {
        foreach (string name in StoreLoad.RefsOf(slot))
        {
            if (_last.TryGetValue(name, out (Acknowledgement Heard, int CutShort) last))
            {
                _last[name] = last with { CutShort = last.CutShort + 1 };
            }
        }
    }

    /// <summary>Every ref stands where it was last heard to be, or at most a few moves further, and all it leads to can be read.</summary>
    /// <remarks>
    /// Further by a move for each load that was cut short since, and by one more: what a load had decided and not made before that was heard, a collector makes
    /// later. Where a ref stands when no load is running is heard by this look.
    /// </remarks>
    /// <param name="directory">The store's directory.</param>
    /// <param name="isAlone">Whether no load is running, so that nothing moves on.</param>
    internal async Task AssertKeptAsync(string directory, bool isAlone)
    {
        (Acknowledgement Heard, int CutShort)[] last = [.. _last.Values];
        if (last.Length == 0)
        {
            return; // the store may not even exist
        }

        await using BlobStore store = await BlobStore.OpenAsync(new DiskBackend(directory));
        Assert.Empty(store.DamagedPacks);
        foreach ((Acknowledgement acknowledged, int cutShort) in last)
        {
            long newest = await NewestGenerationAsync(directory, acknowledged.Ref);
            RefValue? found = await store.Refs.GetAsync(acknowledged.Ref);
            Assert.InRange(newest, acknowledged.Generation, isAlone ? acknowledged.Generation + cutShort + 1 : long.MaxValue);
            if (isAlone && newest == acknowledged.Generation)
            {
                Assert.Equal(acknowledged.Target, found?.Target);
            }

            while (found is not null && !await IsWholeAsync(store, found))
            {
                // Nobody may read what a ref was: it may have moved on, and the rest have been collected.
                RefValue? next = await store.Refs.GetAsync(acknowledged.Ref);
                Assert.False(isAlone);
                Assert.NotEqual(found, next);
                found = next;
            }

            if (isAlone)
            {
                _last[acknowledged.Ref] = (acknowledged with { Generation = newest, Target = found?.Target }, 0);
            }
        }
    }

    private static async Task<bool> IsWholeAsync(BlobStore store, RefValue found)
    {
        try
        {
            await StoreLoad.ReadClosureAsync(store, found.Target);
            return true;
        }
        catch (ChunkStoreException exception) when (exception is BlobNotFoundException or CorruptDataException)
        {
            return false; // or its pack was deleted after it was looked up
        }
    }

    private static async Task<long> NewestGenerationAsync(string directory, string name)
    {
        await using DiskBackend backend = new(directory);
        string[] generations = await backend.NamesAsync(RefName.GenerationsOf(name));
        return RefName.Parse(generations[^1]).Generation;
    }
}
