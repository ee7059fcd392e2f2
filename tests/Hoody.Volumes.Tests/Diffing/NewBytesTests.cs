using FsCheck;
using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing.Backends;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Diffing;

/// <summary>How many bytes of a changed file have to travel.</summary>
public sealed class NewBytesTests
{
    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Chunks_that_took_the_place_of_others_are_new_and_those_that_were_cut_out_are_not(LargeFile file, LargeFile other, PositiveInt place)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        int start = place.Get % file.Chunks.Count;
        ChunkSpan[] added = [.. other.Chunks.Take(40)];
        ChunkSpan[] changed = [.. file.Chunks.Take(start), .. added, .. file.Chunks.Skip(start + 3)];

        long bytes = await CountAsync(volume, await volume.PutFileAsync(file.Chunks), await volume.PutFileAsync(changed));

        Assert.Equal(added.Sum(chunk => (long)chunk.LengthBytes), bytes);
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task All_of_a_new_file_is_new_and_nothing_of_the_same_one(LargeFile file)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry stored = await volume.PutFileAsync(file.Chunks);

        Assert.Equal(stored.Length, await CountAsync(volume, null, stored));
        Assert.Equal(0, await CountAsync(volume, stored, stored));
        Assert.Equal(0, await CountAsync(volume, stored, null));
    }

    [Fact]
    public async Task A_chunk_that_a_file_has_twice_travels_once()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry file = await volume.PutFileAsync([new ChunkSpan(Sample.Id(1), 5), new ChunkSpan(Sample.Id(1), 5), new ChunkSpan(Sample.Id(2), 6)]);

        Assert.Equal(11, await CountAsync(volume, null, file));
    }

    [Fact]
    public async Task Only_the_lists_that_differ_are_read()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        ChunkSpan[] chunks = [.. Enumerable.Range(0, 50_000).Select(number =>
            new ChunkSpan(BlobId.Compute(BlobKind.Chunk, BitConverter.GetBytes(number)), 65_536))];
        TreeEntry before = await volume.PutFileAsync(chunks);
        chunks[25_000] = new ChunkSpan(Sample.Id(1), 100);
        TreeEntry after = await volume.PutFileAsync(chunks);
        int reads = 0;
        backend.Before = (operation, _) => Task.FromResult(operation == BackendOperation.Read ? reads++ : 0);

        Assert.Equal(100, await CountAsync(volume, before, after));
        Assert.InRange(reads, 1, 24); // of a thousand lists on each side
    }

    private static Task<long> CountAsync(MemoryVolume volume, TreeEntry? before, TreeEntry? after)
    {
        TreeChangeKind kind = before is null ? TreeChangeKind.Added : after is null ? TreeChangeKind.Removed : TreeChangeKind.Changed;
        return volume.Store.CountNewBytesAsync(new TreeChange(TreePath.Parse("file"), kind, TreeChangeAspects.None, before, after));
    }
}
