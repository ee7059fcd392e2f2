using System.IO.Pipelines;
using System.Runtime.InteropServices;
using Hoody.Hashing.Tests.Blake3;
using Hoody.Hashing.Tests.Chunking;

namespace Hoody.Hashing.Tests;

/// <summary>Arguments, streams and pipes that are wrong, or become so.</summary>
public class ChunkHasherArgumentTests
{
    private static readonly ChunkerProfile s_profile = ChunkerProfile.Fine;

    [Fact]
    public void Wrong_arguments_are_refused_before_any_work()
    {
        MemoryStream closed = new();
        closed.Dispose();
        Assert.Throws<ArgumentNullException>("profile", () => ChunkHasher.Split(null!, [], true, new HashedChunk[1], out _));
        Assert.Throws<ArgumentException>("chunks", () => ChunkHasher.Split(s_profile, [1], true, [], out _));
        Assert.Throws<ArgumentNullException>("profile", () => ChunkHasher.ReadAsync(null!, Stream.Null));
        Assert.Throws<ArgumentNullException>("profile", () => ChunkHasher.ReadAsync(null!, new Pipe().Reader));
        Assert.Throws<ArgumentNullException>("stream", () => ChunkHasher.ReadAsync(s_profile, (Stream)null!));
        Assert.Throws<ArgumentNullException>("reader", () => ChunkHasher.ReadAsync(s_profile, (PipeReader)null!));
        Assert.Throws<ArgumentException>("stream", () => ChunkHasher.ReadAsync(s_profile, closed));
    }

    [Fact]
    public void Chunks_over_the_bytes_to_cut_are_refused_untouched()
    {
        HashedChunk[] both = new HashedChunk[100];
        Assert.Throws<ArgumentException>(
            "chunks", () => ChunkHasher.Split(s_profile, MemoryMarshal.AsBytes(both.AsSpan()), true, both.AsSpan(99), out _));
        Assert.All(both, chunk => Assert.Equal(default, chunk));

        // Side by side is not over one another.
        int count = ChunkHasher.Split(s_profile, MemoryMarshal.AsBytes(both.AsSpan(0, 99)), true, both.AsSpan(99), out int consumedBytes);
        Assert.Equal(1, count);
        Assert.Equal(both[99].Length, consumedBytes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public async Task A_stream_that_gives_an_impossible_count_is_refused(int count)
    {
        using FakeStream lying = new(SeededInput.Random(7, 100_000), new Random(1), 50_000) { Answer = _ => count };
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (ChunkBatch batch in ChunkHasher.ReadAsync(s_profile, lying))
            {
                Assert.Fail($"{batch.Chunks.Length} chunks of bytes that were never read");
            }
        });
    }

    [Fact]
    public async Task A_cancelled_read_of_a_pipe_ends_the_enumeration()
    {
        Pipe pipe = new();
        await using IAsyncEnumerator<ChunkBatch> batches = ChunkHasher.ReadAsync(s_profile, pipe.Reader).GetAsyncEnumerator();
        Task<bool> next = batches.MoveNextAsync().AsTask();
        pipe.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 101)]
    [InlineData(100, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public async Task A_chunk_of_another_batch_has_no_bytes_here(int offset, int length)
    {
        await foreach (ChunkBatch batch in ChunkHasher.ReadAsync(s_profile, new MemoryStream(new byte[100])))
        {
            Assert.Throws<ArgumentOutOfRangeException>("chunk", () => batch.BytesOf(new HashedChunk(offset, length, default)));
            Assert.Equal(100, batch.BytesOf(new HashedChunk(0, 100, default)).Length);
        }
    }
}
