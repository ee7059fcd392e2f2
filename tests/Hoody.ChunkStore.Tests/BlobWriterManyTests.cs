using System.Buffers;
using System.IO.Pipelines;
using FsCheck.Xunit;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests;

/// <summary>Putting many blobs at once, and chunks out of a pipe.</summary>
public sealed class BlobWriterManyTests
{
    [Property(MaxTest = 50)]
    public async Task Many_blobs_of_one_buffer_get_the_ids_they_have_one_by_one(byte[] buffer, byte[] cuts, bool isTree)
    {
        BlobKind kind = isTree ? BlobKind.Tree : BlobKind.Chunk;
        ByteRange[] ranges = [.. cuts.Select(cut => cut % (buffer.Length + 1)).Select(start => new ByteRange(start, (buffer.Length - start) / 2))];
        BlobId[] ids = new BlobId[ranges.Length];
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter writer = store.BeginWrite();

        await writer.PutManyAsync(kind, buffer, ranges, ids);
        await writer.FlushAsync();

        for (int i = 0; i < ids.Length; i++)
        {
            byte[] plain = buffer.AsSpan(ranges[i].Offset, ranges[i].Length).ToArray();
            Assert.Equal(BlobId.Compute(kind, plain), ids[i]);
            Assert.Equal(plain, await store.ReadAsync(ids[i], kind));
        }

        Assert.Equal(ids.Length, writer.Statistics.BlobsPut);
        Assert.Equal(ids.Distinct().Count(), writer.Statistics.BlobsNew);
    }

    [Fact]
    public async Task Of_a_batch_that_is_refused_nothing_is_put()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter writer = store.BeginWrite();
        byte[] buffer = new byte[BlobStore.MaxBlobLengthBytes + 1];
        ByteRange good = new(0, 10);
        BlobId[] ids = new BlobId[2];
        foreach (ByteRange bad in new ByteRange[] { new(0, buffer.Length), new(buffer.Length, 1), new(-1, 1), new(0, -1) })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await writer.PutManyAsync(BlobKind.Chunk, buffer, new[] { good, bad }, ids));
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.PutManyAsync(BlobKind.Chunk, buffer, new[] { good, good }, ids.AsMemory(1)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await writer.PutManyAsync((BlobKind)9, buffer, new[] { good }, ids));
        Assert.Equal(default, writer.Statistics);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(5_000_000)]
    public async Task A_pipe_is_cut_as_the_stores_profile_says_and_joined_its_chunks_are_its_content(int length)
    {
        byte[] content = StoreFixture.Bytes(length, length);
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter writer = store.BeginWrite();

        List<PutChunk> chunks = await writer.PutChunksAsync(PipeReader.Create(new MemoryStream(content))).ToListAsync();
        await writer.FlushAsync();

        List<int> lengths = [];
        Chunker.Split(ChunkerProfile.General, content, lengths);
        Assert.Equal(lengths, chunks.Select(chunk => chunk.LengthBytes));
        List<byte> joined = [];
        foreach (PutChunk chunk in chunks)
        {
            joined.AddRange(await store.ReadAsync(chunk.Id, BlobKind.Chunk));
        }

        Assert.True(content.AsSpan().SequenceEqual([.. joined]));
    }

    [Fact]
    public async Task An_error_in_the_pipe_is_the_callers_and_the_writer_stays_usable()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter writer = store.BeginWrite();
        Pipe pipe = new();
        await pipe.Writer.WriteAsync(new byte[] { 1, 2, 3 });
        await pipe.Writer.CompleteAsync(new IOException("the sender is gone"));
        await Assert.ThrowsAsync<IOException>(async () => await writer.PutChunksAsync(pipe.Reader).CountAsync());
        BlobId id = await writer.PutAsync(BlobKind.Chunk, new byte[] { 4 });
        await writer.FlushAsync();
        Assert.True(store.Contains(id));
        Assert.Equal(1, store.GetStatistics().Blobs);
    }

    [Fact]
    public async Task A_pipe_over_memory_is_not_cut_to_its_end_by_a_call_that_is_cancelled()
    {
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        await using BlobWriter writer = store.BeginWrite();
        using CancellationTokenSource source = new();
        PipeReader pipe = PipeReader.Create(new ReadOnlySequence<byte>(StoreFixture.Bytes(1, 8 << 20)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (PutChunk chunk in writer.PutChunksAsync(pipe, source.Token))
            {
                await source.CancelAsync();
            }
        });
        Assert.InRange(writer.Statistics.PlainBytesNew, 1, 2 << 20); // a window, of which the chunks are given that are cut already
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.ContainsAsync(default, source.Token));
    }

    [Fact]
    public async Task After_a_pack_could_not_be_written_nobody_is_told_that_its_blobs_will_be_there()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using BlobStore store = await BlobStore.CreateAsync(backend);
        await using BlobWriter writer = store.BeginWrite();
        BlobId id = await writer.PutAsync(BlobKind.Chunk, new byte[] { 1 });
        Assert.True(await writer.ContainsAsync(id));
        backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith("packs/", StringComparison.Ordinal)
            ? throw new BackendException("the disk failed") : Task.CompletedTask;
        await Assert.ThrowsAsync<BackendException>(() => writer.FlushAsync());
        await Assert.ThrowsAsync<BackendException>(async () => await writer.ContainsAsync(id));
    }
}
