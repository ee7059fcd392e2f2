using System.Buffers;
using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;
using Hoody.Volumes.Tests.Trees;

namespace Hoody.Volumes.Tests.Collection;

/// <summary>Whatever byte of a store is damaged: the snapshots that it hits are named, all others are whole, and what was hit can be restored.</summary>
public sealed class VolumeVerificationTests
{
    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task A_snapshot_is_named_or_whole_and_the_next_import_restores_it(ModelTree first, ModelTree second, uint place)
    {
        MemoryBackend backend = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        Dictionary<string, BlobId> snapshots = await PutAsync(volume, first, second);
        await DamageAsync(backend, place);

        VerificationReport report = await volume.Store.VerifyAsync();
        Assert.NotEmpty(report.Packs);
        foreach ((string name, ModelTree model) in Models(first, second))
        {
            Assert.Equal(report.Refs.Any(found => found.Name == name), !await IsWholeAsync(volume, snapshots[name], model));
        }

        await volume.PutSnapshotAsync(first);
        await volume.PutSnapshotAsync(second);
        Assert.True(await IsWholeAsync(volume, snapshots["first"], first));
        Assert.True(await IsWholeAsync(volume, snapshots["second"], second));
        Assert.Empty((await volume.Store.VerifyAsync()).Refs);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Another_store_restores_it_too(ModelTree first, ModelTree second, uint place)
    {
        MemoryBackend backend = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        await using MemoryVolume other = await MemoryVolume.CreateAsync();
        Dictionary<string, BlobId> snapshots = await PutAsync(volume, first, second);
        await PutAsync(other, first, second);
        await DamageAsync(backend, place);

        HealResult healed = await volume.Store.HealAsync(await volume.Store.VerifyAsync(), other.Store);
        Assert.Empty(healed.Missing);
        Assert.True(await IsWholeAsync(volume, snapshots["first"], first));
        Assert.True(await IsWholeAsync(volume, snapshots["second"], second));
    }

    private static (string Name, ModelTree Model)[] Models(ModelTree first, ModelTree second) => [("first", first), ("second", second)];

    private static async Task<Dictionary<string, BlobId>> PutAsync(MemoryVolume volume, ModelTree first, ModelTree second)
    {
        Dictionary<string, BlobId> snapshots = [];
        foreach ((string name, ModelTree model) in Models(first, second))
        {
            snapshots[name] = await volume.PutSnapshotAsync(model);
            await volume.Blobs.Refs.UpdateAsync(name, snapshots[name], 0);
        }

        return snapshots;
    }

    /// <summary>Flips a bit of one of all the bytes of all packs.</summary>
    private static async Task DamageAsync(MemoryBackend backend, uint place)
    {
        KeyValuePair<string, byte[]>[] packs =
            [.. (await BackendContent.ReadAsync(backend)).Where(found => found.Key.StartsWith("packs/", StringComparison.Ordinal))];
        long offset = place * 2_654_435_761L % packs.Sum(pack => (long)pack.Value.Length); // small numbers are spread over all
        foreach ((string name, byte[] content) in packs)
        {
            if (offset >= 0 && offset < content.Length)
            {
                content[offset] ^= 8;
                await backend.DeleteAsync(name, default);
                await backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(content), default);
            }

            offset -= content.Length;
        }
    }

    private static async Task<bool> IsWholeAsync(MemoryVolume volume, BlobId snapshot, ModelTree expected)
    {
        try
        {
            SnapshotRecord record = await volume.Store.GetSnapshotAsync(snapshot);
            Assert.Equal(expected.Flatten(), (await ModelTree.LoadAsync(volume.Blobs, record.Root)).Flatten());
            return true;
        }
        catch (ChunkStoreException)
        {
            return false; // and never other bytes
        }
    }
}
