using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.StatCaching;

public sealed class StatCacheFormatTests : IDisposable
{
    private const string GoldenName = "stat-cache-v2.bin";

    private static readonly Guid _store = new("00112233445566778899aabbccddeeff");
    private static readonly EntryName _name = new("cache");

    private static readonly byte[] _chunkIds = [.. Enumerable.Range(0, 2 * BlobId.LengthBytes).Select(value => (byte)(200 - value))];

    private static readonly CachedEntry _file = new()
    {
        ChunkIds = _chunkIds,
        Stamp = new FileStamp(EntryType.File, 12, 70_000, new UnixTime(-1, 999_999_999), new UnixTime(1_700_000_000, 1)),
        IsTrusted = true,
        Content = new FileContent(FileContentKind.ChunkList, Sample.Id(3)),
        HardLinkGroup = ulong.MaxValue,
    };

    private static readonly CachedEntry _link = new()
    {
        Stamp = new FileStamp(EntryType.SymbolicLink, ulong.MaxValue, 4, new UnixTime(5, 6), new UnixTime(7, 8)),
    };

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_golden_cache_of_version_2_is_written()
    {
        Write();
        Assert.Equal(Golden(), File.ReadAllBytes(_directory["cache"]));
        Assert.Equal([_directory["cache"]], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void The_golden_cache_of_version_2_is_read()
    {
        File.WriteAllBytes(_directory["cache"], Golden());
        using StatCacheFile cache = Open() ?? throw new InvalidOperationException("not a cache");

        CachedDirectory root = cache.ReadRoot();
        Assert.Equal((Sample.Id(4), Sample.Id(5), new TreeTotals(2, 1, 1, 70_001)), (root.Tree.TreeId, root.Tree.ContentOnlyId, root.Tree.Totals));
        Assert.Equal(2, root.EntryCount);
        CachedEntryReader entries = root.OpenEntries();
        Assert.True(entries.TryFind(new EntryName("d"), out CachedEntry directory, out int index));
        Assert.Equal(0, index);
        Assert.False(entries.TryFind(new EntryName("e"), out _, out _));
        Assert.True(entries.TryFind(new EntryName("link"), out CachedEntry link, out index));
        Assert.Equal((_link, 1), (link, index));
        Assert.False(entries.TryFind(new EntryName("z"), out _, out _));

        CachedEntryReader below = root.OpenDirectory(directory)!.OpenEntries();
        Assert.True(below.TryFind(new EntryName([0xff]), out CachedEntry file, out _));
        Assert.Equal(_chunkIds, file.ChunkIds.ToArray());
        Assert.Equal(_file, file with { ChunkIds = _chunkIds });
    }

    [Fact]
    public void A_directory_of_many_entries_is_read_in_runs()
    {
        const int count = 5_000;
        using (Descriptor directory = RootDirectory.Open(_directory.Path))
        {
            Assert.Equal(Errno.None, StatCacheWriter.Create(directory, _name, Header(), out StatCacheWriter? writer));
            using StatCacheWriter cache = writer!;
            CachedDirectoryWriter entries = new(cache);
            for (int i = 0; i < count; i++)
            {
                entries.Add(new EntryName($"{i:D5}"), _file with { HardLinkGroup = (ulong)i });
            }

            Assert.Equal(Errno.None, cache.Complete(_name, entries.Complete(Tree(6))));
        }

        using StatCacheFile read = Open()!;
        CachedDirectory root = read.ReadRoot();
        Assert.Equal(count, root.EntryCount);
        Assert.True(root.TryReadRun(5, out _));
        CachedEntryReader reader = root.OpenEntries();
        for (int i = 0; i < count; i += 3)
        {
            Assert.True(reader.TryFind(new EntryName($"{i:D5}"), out CachedEntry entry, out int index));
            Assert.Equal(((ulong)i, i), (entry.HardLinkGroup, index));
        }
    }

    [Fact]
    public void A_cache_is_for_one_store_and_one_user()
    {
        Write();
        using Descriptor directory = RootDirectory.Open(_directory.Path);
        Assert.Null(StatCacheFile.TryOpen(directory, _name, Guid.NewGuid()));
        Assert.Null(StatCacheHeader.TryDecode(Header().Encode(), _store, Descriptor.EffectiveUserId + 1));
        Assert.NotNull(StatCacheHeader.TryDecode(Header().Encode(), _store, Header().UserId));
    }

    [Fact]
    public void A_cache_may_be_for_one_start_of_the_machine()
    {
        byte[] now = (Header() with { StartId = MachineStart.Id!.Value }).Encode(); // Not null: Linux tells it.
        byte[] before = (Header() with { StartId = Guid.NewGuid() }).Encode();
        Assert.NotNull(StatCacheHeader.TryDecode(now, _store, Header().UserId));
        Assert.Null(StatCacheHeader.TryDecode(before, _store, Header().UserId));
    }

    [Fact]
    public void Two_writers_do_not_meet_in_one_file()
    {
        using Descriptor directory = RootDirectory.Open(_directory.Path);
        Assert.Equal(Errno.None, StatCacheWriter.Create(directory, _name, Header(), out StatCacheWriter? first));
        using (first)
        {
            Assert.Equal(Errno.EBUSY, StatCacheWriter.Create(directory, _name, Header(), out StatCacheWriter? second));
            Assert.Null(second);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void What_a_crash_left_is_no_hindrance()
    {
        File.WriteAllBytes(_directory["cache.new"], new byte[100_000]);
        Write();
        Assert.Equal(Golden(), File.ReadAllBytes(_directory["cache"]));
    }

    [Fact]
    public void A_block_is_found_nowhere_but_in_its_place()
    {
        byte[] key = Header().Key.ToArray();
        byte[] block = new byte[StatCacheBlock.HeadLength + 3];
        StatCacheBlock.Seal(block, 77, key);

        StatCacheBlock.Verify(block, 77, key);
        Assert.Throws<CorruptDataException>(() => StatCacheBlock.Verify(block, 78, key));
        key[0]++;
        Assert.Throws<CorruptDataException>(() => StatCacheBlock.Verify(block, 77, key));
    }

    /// <summary>The file is root's; the one of whoever runs the test differs in that.</summary>
    private static byte[] Golden()
    {
        byte[] golden = Sample.Golden(GoldenName);
        BinaryPrimitives.WriteUInt32LittleEndian(golden.AsSpan(20), Descriptor.EffectiveUserId);
        return golden;
    }

    private static StatCacheHeader Header() => new(_store, Descriptor.EffectiveUserId, Guid.Empty, Enumerable.Range(0, 32).Select(value => (byte)value).ToArray());

    private static TreeEntry Tree(byte id) => new()
    {
        Name = EntryName.Root,
        Type = EntryType.Directory,
        TreeId = Sample.Id(id),
        ContentOnlyId = Sample.Id((byte)(id + 1)),
        Totals = new TreeTotals(2, 1, 1, 70_001),
    };

    private void Write()
    {
        using Descriptor directory = RootDirectory.Open(_directory.Path);
        Assert.Equal(Errno.None, StatCacheWriter.Create(directory, _name, Header(), out StatCacheWriter? writer));
        using StatCacheWriter cache = writer!;
        CachedDirectoryWriter below = new(cache);
        below.Add(new EntryName([0xff]), _file);
        long offset = below.Complete(Tree(1));
        CachedDirectoryWriter root = new(cache);
        root.Add(new EntryName("d"), _link with { Stamp = _link.Stamp with { Type = EntryType.Directory }, IsTrusted = true, DirectoryOffset = offset });
        root.Add(new EntryName("link"), _link);
        Assert.Equal(Errno.None, cache.Complete(_name, root.Complete(Tree(4))));
    }

    private StatCacheFile? Open()
    {
        using Descriptor directory = RootDirectory.Open(_directory.Path);
        return StatCacheFile.TryOpen(directory, _name, _store);
    }
}
