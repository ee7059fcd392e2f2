using System.IO.Compression;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Native;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.Testing;
using Hoody.Testing.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Backends;

/// <summary>A full disk still takes what makes room.</summary>
public sealed class DiskReserveTests
{
    // Without merges: the reserve is so small here that whole runs of the index fit into what a piece leaves, until none is left.
    private static BlobStoreOptions Options => StoreFixture.SmallPacks with { IndexTailPacks = int.MaxValue };

    private const int ReserveLength = 8000;

    [Fact]
    public async Task On_a_full_disk_nothing_more_can_be_put_but_refs_can_be_deleted()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        await using BlobStore store = await BlobStore.CreateAsync(disk.OpenCarefulBackend(ReserveLength), Options);
        RefValue value = await FillAsync(store, disk);

        await store.Refs.DeleteAsync("a", value.Generation);
        Assert.Null(await store.Refs.GetAsync("a"));
    }

    [Fact]
    public async Task A_process_that_begins_on_a_full_disk_can_delete_refs()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        await using BlobStore first = await BlobStore.CreateAsync(disk.OpenCarefulBackend(ReserveLength), Options);
        RefValue value = await FillAsync(first, disk);

        await using BlobStore second = await BlobStore.OpenAsync(disk.OpenCarefulBackend(ReserveLength), Options);
        await second.Refs.DeleteAsync("a", value.Generation);
        Assert.Null(await second.Refs.GetAsync("a"));
    }

    [Fact]
    public async Task On_a_full_disk_a_collection_makes_room()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        await using BlobStore store = await BlobStore.CreateAsync(disk.OpenCarefulBackend(ReserveLength), Options);
        RefValue value = await FillAsync(store, disk, firstLength: 100_000);
        await store.Refs.DeleteAsync("a", value.Generation);

        CollectionPlan plan = await store.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient with { RewriteDeadShare = 1 });
        CollectionResult result = await plan.ApplyAsync();
        Assert.InRange(result.PacksDeleted, 1, int.MaxValue);
        await store.PutAsync((BlobKind.Chunk, StoreFixture.Bytes(1_000_000, 10)));
    }

    [Fact]
    public async Task A_disk_that_is_full_when_the_packs_are_about_to_be_deleted_takes_what_the_index_says_of_them()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        HookedBackend backend = new(disk.OpenCarefulBackend(ReserveLength));
        await using BlobStore store = await BlobStore.CreateAsync(backend, Options);
        BlobId[] ids = await store.PutAsync((BlobKind.Tree, StoreFixture.Bytes(1, 10)));
        RefValue value = await store.Refs.UpdateAsync("a", ids[0], 0);
        await store.Refs.DeleteAsync("a", value.Generation);

        CollectionPlan plan = await store.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient);
        backend.AfterCreate = name =>
        {
            disk.CapacityBytes = name == EpochRecord.NameOf(2) ? disk.OccupiedBytes : disk.CapacityBytes; // somebody else took the rest
            return Task.CompletedTask;
        };
        Assert.Equal(1, (await plan.ApplyAsync()).PacksDeleted);
    }

    /// <summary>A merge of the index may be at its head when the disk becomes full: it takes a piece, and packs what it leaves of that, and no more.</summary>
    [Fact]
    public async Task What_frees_no_room_leaves_the_rest_of_the_reserve_to_what_does()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        await using DiskBackend backend = disk.OpenCarefulBackend(ReserveLength);
        int packs = 0;
        Task<bool> CreateAsync(string name, int length) => backend.CreateIfAbsentAsync(name, new(StoreFixture.Bytes(packs, length)), default).AsTask();
        async Task FillAsync()
        {
            for (int length = 1 << 16; length > 0; length /= 2)
            {
                while (await Record.ExceptionAsync(() => CreateAsync($"packs/{packs++}", length)) is null)
                {
                }
            }
        }

        await FillAsync();
        for (int i = 0; i < 3; i++)
        {
            Assert.True(await CreateAsync($"index/{i}", 300));
            await FillAsync();
        }

        Assert.True(await CreateAsync("refs/a/1", 300));
    }

    /// <summary>Files and bytes of one user may be limited, while the disk has plenty of room for others.</summary>
    [Theory]
    [InlineData(7, null)]
    [InlineData(0, null)]
    [InlineData(-1, typeof(StoreFullException))]
    public async Task A_process_that_begins_at_the_limit_of_its_user_gives_of_the_reserve_what_it_needs_and_does_not_make_it_again(int piecesLeft, Type? expected)
    {
        SimulatedDisk disk = new();
        await using (DiskBackend first = disk.OpenCarefulBackend(ReserveLength))
        {
            Assert.True(await first.CreateIfAbsentAsync("a", new([1]), default));
        }

        HashSet<string> gone = new(StringComparer.Ordinal);
        int attempts = 0;
        disk.FailCall = (call, path) =>
        {
            Assert.InRange(attempts, 0, 100);
            _ = path.Contains("/reserve.", StringComparison.Ordinal) && (call == "unlink" ? gone.Add(path) : call == "create" && gone.Remove(path));
            attempts += call == "mkdir" ? 1 : 0;
            return call == "mkdir" && 8 - gone.Count > piecesLeft ? (int)Errno.EDQUOT : 0;
        };
        await using DiskBackend next = disk.OpenCarefulBackend(ReserveLength);
        Exception? error = await Record.ExceptionAsync(() => next.CreateIfAbsentAsync("refs/a/1", new([1]), default).AsTask());
        Assert.Equal(expected, error?.GetType());
    }

    [Fact]
    public async Task On_a_full_disk_a_damaged_pack_of_which_nothing_is_to_be_copied_is_set_aside()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        HookedBackend hooked = new(disk.OpenCarefulBackend(ReserveLength));
        await using BlobStore store = await BlobStore.CreateAsync(hooked, Options);
        await using (BlobStore other = await BlobStore.OpenAsync(disk.OpenBackend(), Options))
        {
            await store.PutAsync((BlobKind.Chunk, [1]));
            await other.PutAsync((BlobKind.Chunk, [1])); // it has not seen the first
        }

        await using DiskBackend backend = disk.OpenBackend();
        string pack = (await backend.NamesAsync("packs/"))[0];
        await FillAsync(store, disk);
        byte[] content = (await BackendContent.ReadAsync(backend))[pack];
        content[PackRecordHeader.Size] ^= 1;
        await backend.DeleteAsync(pack, default);
        Assert.True(await backend.CreateIfAbsentAsync(pack, new(content), default));

        hooked.AfterCreate = _ =>
        {
            disk.CapacityBytes = disk.OccupiedBytes; // somebody else took what is left of a piece
            return Task.CompletedTask;
        };
        DamagedPack damaged = Assert.Single((await store.VerifyAsync()).Packs);
        Assert.Equal((pack, true), (damaged.Name, damaged.IsQuarantined));
    }

    [Fact]
    public async Task Without_a_reserve_a_full_disk_refuses_that_too()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        await using BlobStore store = await BlobStore.CreateAsync(disk.OpenCarefulBackend(0), Options);
        RefValue value = await FillAsync(store, disk);
        await Assert.ThrowsAsync<StoreFullException>(() => store.Refs.DeleteAsync("a", value.Generation));
        Assert.NotNull(await store.Refs.GetAsync("a"));
    }

    [Fact]
    public async Task The_reserve_is_made_again_when_there_is_room()
    {
        SimulatedDisk disk = new() { CapacityBytes = 1 << 20 };
        await using (BlobStore store = await BlobStore.CreateAsync(disk.OpenCarefulBackend(ReserveLength), Options))
        {
            RefValue value = await FillAsync(store, disk);
            await store.Refs.DeleteAsync("a", value.Generation);
        }

        disk.CapacityBytes *= 2;
        await using (BlobStore store = await BlobStore.OpenAsync(disk.OpenCarefulBackend(ReserveLength), Options))
        {
            RefValue value = await FillAsync(store, disk);
            await store.Refs.DeleteAsync("a", value.Generation);
        }
    }

    [SkippableFact]
    public async Task On_a_small_disk_nothing_is_reserved()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "this process may not mount");
        using SmallFileSystem disk = new(1 << 20);
        await using DiskBackend backend = new(disk.Path);
        Assert.True(await backend.CreateIfAbsentAsync("a", new(new byte[1 << 19]), default));
    }

    [SkippableFact]
    public async Task A_real_file_system_that_is_full_takes_a_deletion_and_a_collection_by_the_next_process()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "this process may not mount");
        using SmallFileSystem disk = new(300L << 20); // more than 64 reserves of 4 MiB
        string directory = Path.Join(disk.Path, "store");
        RefValue value;
        await using (BlobStore store = await BlobStore.CreateAsync(new DiskBackend(directory)))
        {
            BlobId[] ids = await store.PutAsync((BlobKind.Tree, StoreFixture.Bytes(1, 10)), (BlobKind.Chunk, StoreFixture.Bytes(2, 8 << 20)));
            value = await store.Refs.UpdateAsync("a", ids[0], 0);
        }

        Fill(Path.Join(disk.Path, "other"));
        await using BlobStore next = await BlobStore.OpenAsync(new DiskBackend(directory));
        await next.Refs.DeleteAsync("a", value.Generation);
        CollectionPlan plan = await next.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient with { RewriteDeadShare = 1 });
        CollectionResult result = await plan.ApplyAsync();
        Assert.Equal(2, result.PacksDeleted);
        Assert.Equal(0, next.GetStatistics().Packs);
        Assert.InRange(Directory.GetFiles(Path.Join(directory, "tmp"), "reserve.*").Length, 1, 7); // some of it was needed
    }

    [Fact]
    public async Task The_reserve_takes_its_room_also_where_a_file_system_compresses()
    {
        const int Length = 1 << 20;
        using TempDirectory directory = new();
        await using DiskBackend backend = new(directory["store"], new DiskBackendOptions { ReserveLengthBytes = Length });
        Assert.True(await backend.CreateIfAbsentAsync("a", new([1]), default));
        byte[] reserve = [.. Directory.GetFiles(directory["store/tmp"], "reserve.*").SelectMany(File.ReadAllBytes)];
        Assert.Equal(Length, reserve.Length);
        using MemoryStream compressed = new();
        await using (ZLibStream compressing = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await compressing.WriteAsync(reserve);
        }

        Assert.InRange(compressed.Length, Length * 9 / 10, int.MaxValue);
    }

    /// <summary>Takes all the room there is, as somebody else would.</summary>
    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (int length in (int[])[1 << 20, 4096])
        {
            byte[] block = new byte[length];
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                continue; // no room for a block of that length
            }
        }
    }

    /// <summary>Points a ref to a blob, and then puts blobs until not even a small object has room.</summary>
    private static async Task<RefValue> FillAsync(BlobStore store, SimulatedDisk disk, int firstLength = 1500)
    {
        BlobId[] ids = await store.PutAsync((BlobKind.Tree, StoreFixture.Bytes(1, 10)));
        RefValue value = await store.Refs.UpdateAsync("a", ids[0], 0);
        int seed = 1;
        for (int length = firstLength; length > 0; length /= 2)
        {
            try
            {
                for (int i = 0; i < 2000; i++)
                {
                    await store.PutAsync((BlobKind.Chunk, StoreFixture.Bytes(++seed, length)));
                }
            }
            catch (StoreFullException)
            {
                // and now smaller ones
            }
        }

        // What is left, to the byte: others use the disk too.
        disk.CapacityBytes = disk.OccupiedBytes;
        return value;
    }
}
