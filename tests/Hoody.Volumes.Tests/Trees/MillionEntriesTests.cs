using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing.Backends;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>The figures that the split is there for, at full size: a directory of a million entries, a file of 100 GB.</summary>
public sealed class MillionEntriesTests
{
    private const int MaxRewrittenBytes = 64 * 1024;
    private const int EntryCount = 1_000_000;

    // 100 GB in chunks of 64 KiB.
    private const int ChunkCount = 1_600_000;

    [Fact]
    public async Task One_entry_changed_among_a_million_rewrites_at_most_64_KiB_and_is_found_by_reading_them()
    {
        HookedBackend backend = new(new MemoryBackend());
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(backend);
        (EntryName Name, bool IsRemoved)[] changes = [(NameOf(500_000), false), (NameOf(999_999), false), (NameOf(0), true), (NameOf(250_000), true)];
        TreeEntry before = await PutAsync(volume, default, isRemoved: false);
        foreach ((EntryName name, bool isRemoved) in changes)
        {
            long nodesBefore = volume.Blobs.GetStatistics().PlainBytes;
            TreeEntry after = await PutAsync(volume, name, isRemoved);
            long rewritten = volume.Blobs.GetStatistics().PlainBytes - nodesBefore;

            Assert.InRange(rewritten, 1, MaxRewrittenBytes);
            int reads = 0;
            backend.Before = (_, _) => Task.FromResult(Interlocked.Increment(ref reads));
            List<TreeChange> changed = await volume.CollectAsync(volume.Store.DiffAsync(before, after));
            Assert.Equal([name], changed.Select(change => change.Path.Name));
            Assert.InRange(reads, 1, 30); // of 21,000 nodes on each side
        }
    }

    [Fact]
    public async Task Four_KiB_changed_in_100_GB_rewrite_at_most_64_KiB_of_lists()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await PutFileAsync(volume, changed: -1);
        foreach (int changed in (int[])[0, 1, ChunkCount / 2, ChunkCount - 2])
        {
            long listsBefore = volume.Blobs.GetStatistics().PlainBytes;
            await PutFileAsync(volume, changed);

            Assert.InRange(volume.Blobs.GetStatistics().PlainBytes - listsBefore, 1, MaxRewrittenBytes);
        }
    }

    private static EntryName NameOf(int number) => new($"f{number:D7}.dat");

    private static async Task<TreeEntry> PutAsync(MemoryVolume volume, EntryName changed, bool isRemoved)
    {
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        DirectoryBuilder builder = new(writer, TreePath.Root);
        FileContent content = Sample.File("a").Content;
        for (int i = 0; i < EntryCount; i++)
        {
            EntryName name = NameOf(i);
            TreeEntry entry = new()
            {
                Name = name,
                Type = EntryType.File,
                Mode = 0x1A4,
                UserId = 1_000,
                GroupId = 1_000,
                ModifiedTime = new UnixTime(1_700_000_000 + i, name == changed ? 1 : 123_456_789),
                Length = 40_000,
                Content = content,
            };
            if (!isRemoved || name != changed)
            {
                await builder.AddAsync(entry, default);
            }
        }

        TreeEntry stored = await builder.FinishAsync(Sample.Directory(""), default);
        await writer.FlushAsync();
        return stored;
    }

    /// <summary>A change at a place where a chunk ends changes that chunk and the next one.</summary>
    private static async Task PutFileAsync(MemoryVolume volume, int changed)
    {
        await using BlobWriter writer = volume.Blobs.BeginWrite();
        ChunkListBuilder builder = new(writer, TreePath.Root);
        byte[] id = new byte[BlobId.LengthBytes];
        Random random = new(1);
        for (int i = 0; i < ChunkCount; i++)
        {
            random.NextBytes(id);
            id[0] ^= (byte)(changed >= 0 && (i == changed || i == changed + 1) ? 0xFF : 0);
            await builder.AddAsync(new ChunkSpan(new BlobId(id), 65_536), default);
        }

        Assert.Equal(FileContentKind.ChunkList, (await builder.FinishAsync(default)).Kind);
        await writer.FlushAsync();
    }
}
