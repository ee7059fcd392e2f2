using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Hashing;
using Hoody.Testing;
using Hoody.Testing.Backends;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Overlays;

/// <summary>The figures at full size: a commit of one change in a directory of a million entries, or in a file of 100 GB, reads and writes what lies around it.</summary>
public sealed class SplicedCommitTests(Xunit.Abstractions.ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int MaxNodesRead = 60; // of 21,000 in the directory, of 34,000 in the list
    private const int MaxBytesRead = 512 * 1024; // of 100 MB, and of 60 MB
    private const int MaxBytesWritten = 64 * 1024;
    private const int EntryCount = 1_000_000;

    // 100 GB in chunks of 64 KiB, but for some in the middle.
    private const int ChunkCount = 1_600_000;
    private const int ChunkLength = 65_536;

    private readonly TempDirectory _directory = new();
    private readonly HookedBackend _backend = new(new MemoryBackend());
    private MemoryVolume _store = null!; // Set by InitializeAsync.

    public async Task InitializeAsync() => _store = await MemoryVolume.CreateAsync(_backend);

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _backend.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_entry_among_a_million()
    {
        TreeEntry[] entries = [.. Enumerable.Range(0, EntryCount).Select(EntryOf)];
        BlobId snapshot = await _store.PutSnapshotAsync(await PutAsync(entries));
        foreach (int number in (int[])[0, 250_000, 777_777, EntryCount - 1])
        {
            TreeEntry changed = entries[number] with { Mode = 0x1C0, ModifiedTime = new UnixTime(1, 2) };
            SnapshotRecord committed = await CommitAsync(
                snapshot, MaxBytesWritten, volume => volume.SetMetadataAsync(TreePath.Root.Combine(changed.Name), changed));

            TreeEntry expected = await PutAsync([.. entries[..number], changed, .. entries[(number + 1)..]]);
            Assert.Equal(expected, committed.Root);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(333_333)]
    [InlineData(EntryCount - 1)]
    public async Task One_entry_less_than_a_million(int number)
    {
        TreeEntry[] entries = [.. Enumerable.Range(0, EntryCount).Select(EntryOf)];
        BlobId snapshot = await _store.PutSnapshotAsync(await PutAsync(entries));

        SnapshotRecord committed = await CommitAsync(snapshot, MaxBytesWritten, volume => volume.DeleteAsync(TreePath.Root.Combine(entries[number].Name)));

        Assert.Equal((await PutAsync([.. entries[..number], .. entries[(number + 1)..]])).TreeId, committed.Root.TreeId);
    }

    [Fact]
    public async Task Four_KiB_among_a_hundred_GB()
    {
        byte[] bytes = new byte[32 << 20];
        new Random(1).NextBytes(bytes);
        List<ChunkSpan> real = await PutChunksAsync(bytes);
        real.RemoveAt(real.Count - 1); // It ends with the bytes, and not where a chunk does.
        ChunkSpan[] before = [.. Chunks(1), .. real, .. Chunks(2)];
        long start = (ChunkCount / 2 * (long)ChunkLength) + (16 << 20) + 123;
        BlobId snapshot = await PutFileAsync(before);
        byte[] written = new byte[4_096];
        new Random(2).NextBytes(written);
        written.CopyTo(bytes.AsSpan((16 << 20) + 123));
        List<ChunkSpan> edited = await PutChunksAsync(bytes); // So that of the commit's bytes only the lists are new.
        edited.RemoveAt(edited.Count - 1);

        SnapshotRecord committed = await CommitAsync(
            snapshot, MaxBytesWritten, volume => volume.WriteAsync(TreePath.Parse("file"), start, written), chunkBytesRead: 4 * _store.Blobs.Format.Chunker.MaxLengthBytes);

        TreeEntry file = Assert.Single(await Sample.ReadDirectoryAsync(_store.Blobs, committed.Root));
        TreeEntry expected = await _store.PutFileAsync([.. Chunks(1), .. edited, .. Chunks(2)]);
        Assert.Equal((expected.Length, expected.Content), (file.Length, file.Content));
        Assert.True(file.Length > 100_000_000_000, "the file is shorter than 100 GB");
    }

    private async Task<SnapshotRecord> CommitAsync(BlobId snapshot, int maxBytesWritten, Func<Volume, Task> change, int chunkBytesRead = 0)
    {
        await using Volume volume = await _store.Store.CloneAsync(snapshot, _directory[Guid.NewGuid().ToString()]);
        long plainBefore = _store.Blobs.GetStatistics().PlainBytes;
        long bytesBefore = _backend.BytesRead;
        int reads = 0;
        _backend.Before = (operation, _) => Task.FromResult(operation == BackendOperation.Read ? Interlocked.Increment(ref reads) : 0);

        await change(volume);
        BlobId committed = await volume.CommitAsync();

        _backend.Before = (_, _) => Task.CompletedTask;
        output.WriteLine(
            $"{reads} reads of {_backend.BytesRead - bytesBefore} bytes; {_store.Blobs.GetStatistics().PlainBytes - plainBefore} bytes written");
        Assert.InRange(reads, 1, MaxNodesRead);
        Assert.InRange(_backend.BytesRead - bytesBefore, 1, MaxBytesRead + chunkBytesRead);
        Assert.InRange(_store.Blobs.GetStatistics().PlainBytes - plainBefore, 1, maxBytesWritten);
        return await _store.Store.GetSnapshotAsync(committed);
    }

    private static TreeEntry EntryOf(int number) => Sample.File("a") with
    {
        Name = new EntryName($"f{number:D7}.dat"),
        UserId = 1_000,
        GroupId = 1_000,
        ModifiedTime = new UnixTime(1_700_000_000 + number, 123_456_789),
    };

    private Task<TreeEntry> PutAsync(TreeEntry[] entries) => _store.PutDirectoryAsync(new LargeDirectory(entries));

    private async Task<BlobId> PutFileAsync(ChunkSpan[] chunks)
    {
        TreeEntry file = await _store.PutFileAsync(chunks);
        return await _store.PutSnapshotAsync(await PutAsync([file]));
    }

    private async Task<List<ChunkSpan>> PutChunksAsync(byte[] bytes)
    {
        List<ChunkSpan> chunks = [];
        await using BlobWriter writer = _store.Blobs.BeginWrite();
        for (int position = 0; position < bytes.Length;)
        {
            int cut = Chunker.FindCut(_store.Blobs.Format.Chunker, bytes.AsSpan(position));
            chunks.Add(new ChunkSpan(await writer.PutAsync(BlobKind.Chunk, bytes.AsMemory(position, cut)), cut));
            position += cut;
        }

        await writer.FlushAsync();
        return chunks;
    }

    /// <summary>Chunks that no store has: nothing asks for them.</summary>
    private static IEnumerable<ChunkSpan> Chunks(int seed)
    {
        Random random = new(seed);
        byte[] id = new byte[BlobId.LengthBytes];
        for (int i = 0; i < ChunkCount / 2; i++)
        {
            random.NextBytes(id);
            yield return new ChunkSpan(new BlobId(id), ChunkLength);
        }
    }
}
