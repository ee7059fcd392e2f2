using System.IO.Pipelines;
using FsCheck;
using FsCheck.Xunit;
using Hoody.Hashing.Tests.Blake3;
using Hoody.Hashing.Tests.Chunking;

namespace Hoody.Hashing.Tests;

/// <summary>Chunks with digests: those of cutting and hashing one at a time, whatever windows and reads there are.</summary>
public class ChunkHasherTests
{
    private static readonly ChunkerProfile[] _profiles =
        [ChunkerProfile.General, ChunkerProfile.Fine, ChunkerProfile.Fixed(512), ChunkerProfile.Fixed(30_000)];

    [Property(MaxTest = 60)]
    public bool Windows_of_any_length_give_the_chunks_of_the_whole(PositiveInt seed)
    {
        Random random = new(seed.Get);
        byte[] input = RandomInput(random);
        ChunkerProfile profile = RandomProfile(random);
        HashedChunk[] chunks = new HashedChunk[1 + random.Next(random.Next(2) == 0 ? 5 : 400)];
        List<HashedChunk> found = [];
        int start = 0;
        int end = 0;
        int count;
        do
        {
            end = Math.Min(input.Length, end + random.Next(random.Next(2) == 0 ? 3000 : 600_000));
            count = ChunkHasher.Split(profile, input.AsSpan(start, end - start), end == input.Length, chunks, out int consumed);
            int windowStart = start;
            found.AddRange(chunks.Take(count).Select(chunk => chunk with { Offset = windowStart + chunk.Offset }));
            start += consumed;
        }
        while (count > 0 || end < input.Length);

        return start == input.Length && found.SequenceEqual(OneAtATime(profile, input));
    }

    [Property(MaxTest = 30)]
    public async Task Streams_of_any_reads_give_the_chunks_of_the_whole(PositiveInt seed)
    {
        Random random = new(seed.Get);
        byte[] input = RandomInput(random);
        ChunkerProfile profile = RandomProfile(random);
        FakeStream stream = new(input, random, longestRead: 1 + random.Next(400_000));
        Assert.Equal(OneAtATime(profile, input), await CollectAsync(ChunkHasher.ReadAsync(profile, stream), input));
    }

    [Property(MaxTest = 30)]
    public async Task Pipes_give_the_chunks_of_the_whole(PositiveInt seed)
    {
        Random random = new(seed.Get);
        byte[] input = RandomInput(random);
        ChunkerProfile profile = RandomProfile(random);
        Pipe pipe = new();
        Task writing = WriteAsync(pipe.Writer, input, random);
        Assert.Equal(OneAtATime(profile, input), await CollectAsync(ChunkHasher.ReadAsync(profile, pipe.Reader), input));
        await writing;

        // The reader is left to the caller.
        Assert.True((await pipe.Reader.ReadAsync()).IsCompleted);
    }

    [Fact]
    public async Task An_input_without_bytes_has_no_chunks()
    {
        Assert.Equal(0, ChunkHasher.Split(ChunkerProfile.General, [], isFinal: true, new HashedChunk[1], out int consumed));
        Assert.Equal(0, consumed);
        Assert.Empty(await CollectAsync(ChunkHasher.ReadAsync(ChunkerProfile.General, Stream.Null), []));
    }

    [Fact]
    public void A_chunk_is_cut_as_soon_as_the_longest_one_would_fit()
    {
        ChunkerProfile profile = ChunkerProfile.Fine;
        byte[] input = SeededInput.Random(5, profile.MaxLengthBytes);
        HashedChunk[] chunks = new HashedChunk[10];
        Assert.Equal(0, ChunkHasher.Split(profile, input.AsSpan(1), isFinal: false, chunks, out int consumed));
        Assert.Equal(0, consumed);
        Assert.Equal(1, ChunkHasher.Split(profile, input, isFinal: false, chunks, out consumed));
        Assert.Equal(Chunker.FindCut(profile, input), consumed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_long_stream_takes_the_memory_of_one_window(int profileIndex)
    {
        ChunkerProfile profile = _profiles[profileIndex];
        using RepeatingStream stream = new(SeededInput.Random(9, 1 << 20), 48 << 20);
        long longest = 0;
        long total = 0;
        await CountAsync();
        stream.Position = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        await CountAsync();
        long allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        // The stream never waits, so that all of it happened on this thread; what is left is the enumeration itself, and up to 8 KiB that
        // a collection in the middle books on this thread.
        Assert.InRange(allocatedBytes, 0, 4096 + 8192);
        Assert.Equal(2 * stream.Length, total);
        Assert.InRange(longest, 1, 1 << 20);
        Assert.InRange(stream.LongestRead, 1, 1 << 20);

        async Task CountAsync()
        {
            await foreach (ChunkBatch batch in ChunkHasher.ReadAsync(profile, stream))
            {
                longest = Math.Max(longest, batch.Window.Length);
                total += batch.Window.Length;
            }
        }
    }

    [Fact]
    public void Splitting_allocates_nothing()
    {
        byte[] input = SeededInput.Random(6, 1 << 20);
        HashedChunk[] chunks = new HashedChunk[300];
        int consumed = 0;
        Assert.Equal(0, Allocations.LeastBytes(
            () => ChunkHasher.Split(ChunkerProfile.Fine, input, isFinal: true, chunks, out consumed)));
        Assert.Equal(input.Length, consumed);
    }

    [Fact]
    public async Task A_failing_or_cancelled_read_ends_the_enumeration()
    {
        byte[] input = SeededInput.Random(7, 5 << 20);
        using FakeStream failing = new(input, new Random(1), 100_000) { Failure = (3 << 20, () => throw new IOException("broken")) };
        await Assert.ThrowsAsync<IOException>(() => CollectAsync(ChunkHasher.ReadAsync(ChunkerProfile.General, failing), input));

        using CancellationTokenSource source = new();
        using FakeStream cancelled = new(input, new Random(1), 100_000) { Failure = (3 << 20, source.Cancel) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CollectAsync(ChunkHasher.ReadAsync(ChunkerProfile.General, cancelled, source.Token), input));
    }

    private static IEnumerable<HashedChunk> OneAtATime(ChunkerProfile profile, byte[] input)
    {
        int offset = 0;
        foreach (int length in Cuts.Of(profile, input))
        {
            yield return new HashedChunk(offset, length, Blake3Hasher.Hash(input.AsSpan(offset, length)));
            offset += length;
        }
    }

    /// <summary>All chunks at their offsets in the input, each batch checked against it while it is valid.</summary>
    private static async Task<List<HashedChunk>> CollectAsync(IAsyncEnumerable<ChunkBatch> batches, byte[] input)
    {
        List<HashedChunk> found = [];
        long end = 0;
        await foreach (ChunkBatch batch in batches)
        {
            Assert.Equal(end, batch.Offset);
            Assert.True(batch.Window.Span.SequenceEqual(input.AsSpan((int)batch.Offset, batch.Window.Length)));
            foreach (HashedChunk chunk in batch.Chunks.ToArray())
            {
                Assert.True(batch.BytesOf(chunk).Span.SequenceEqual(input.AsSpan((int)batch.Offset + chunk.Offset, chunk.Length)));
                found.Add(chunk with { Offset = (int)batch.Offset + chunk.Offset });
            }

            end += batch.Window.Length;
        }

        return found;
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] input, Random random)
    {
        int offset = 0;
        while (offset < input.Length)
        {
            int length = Math.Min(input.Length - offset, 1 + random.Next(90_000));
            await writer.WriteAsync(input.AsMemory(offset, length));
            offset += length;
        }

        await writer.CompleteAsync();
    }

    private static byte[] RandomInput(Random random) =>
        SeededInput.Make(SeededInput.Kinds[random.Next(SeededInput.Kinds.Length)], random.Next(4) == 0 ? random.Next(100_000) : random.Next(3_000_000));

    private static ChunkerProfile RandomProfile(Random random) => _profiles[random.Next(_profiles.Length)];
}
