using FsCheck;
using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

public sealed class SplitChunkListTests
{
    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Chunks_read_in_order_are_those_that_were_put(LargeFile file)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();

        Assert.Equal(file.Chunks, await Sample.ReadChunksAsync(volume.Blobs, await volume.PutFileAsync(file.Chunks)));
    }

    [Property(Arbitrary = [typeof(SplitGenerators)])]
    public async Task Seeking_finds_what_a_linear_search_finds(LargeFile file, PositiveInt[] places)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        TreeEntry stored = await volume.PutFileAsync(file.Chunks);
        ChunkListReader reader = await ChunkListReader.OpenAsync(volume.Blobs, stored, TreePath.Root, default);
        foreach (long offset in places.Select(place => place.Get * 2_654_435_761L % (stored.Length + 1)))
        {
            (long start, ChunkSpan? chunk) = Find(file.Chunks, offset);
            await reader.SeekAsync(offset, default);

            Assert.Equal(start, reader.Offset);
            Assert.Equal(chunk, await reader.ReadAsync(default));
        }
    }

    [Fact]
    public async Task A_file_of_more_chunks_than_the_limit_is_refused_by_its_path()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        ChunkListBuilder builder = new(writer, TreePath.Parse("some/place"));
        ChunkSpan chunk = new(Sample.Id(0), 1); // the low bits of its id are zero: nodes of 16, the most there can be
        for (int i = 0; i < TreeLimits.MaxChunksPerFile; i++)
        {
            await builder.AddAsync(chunk, default);
        }

        var exception = await Assert.ThrowsAsync<FileTreeException>(async () => await builder.AddAsync(chunk, default));

        Assert.Equal("some/place", exception.Path);
    }

    private static (long Start, ChunkSpan? Chunk) Find(IReadOnlyList<ChunkSpan> chunks, long offset)
    {
        long start = 0;
        foreach (ChunkSpan chunk in chunks)
        {
            if (offset < start + chunk.LengthBytes)
            {
                return (start, chunk);
            }

            start += chunk.LengthBytes;
        }

        return (start, null);
    }
}
