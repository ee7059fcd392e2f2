using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.Testing.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>What the system does not let this user read is not damaged: it ends in an error, and nothing is left out, set aside or deleted for it.</summary>
public sealed class DeniedReadTests
{
    private const int NotPermitted = 1; // EPERM
    private const int AccessDenied = 13; // EACCES

    private static readonly BlobId s_damaged = GarbageStore.ChunkId(2);

    [Theory]
    [InlineData(NotPermitted, VerificationDepth.Full)]
    [InlineData(AccessDenied, VerificationDepth.Full)]
    [InlineData(AccessDenied, VerificationDepth.Structure)]
    public async Task A_verification_by_who_may_not_read_the_packs_sets_none_aside(int error, VerificationDepth depth)
    {
        SimulatedDisk disk = await CreateAsync(isDamaged: false);
        await using BlobStore store = await OpenAsync(disk);
        disk.FailCall = (call, path) => call == "open" && IsPack(path) ? error : 0;
        AssertTells(error, await Assert.ThrowsAsync<BackendException>(() => store.FindDamageAsync(depth)));
        await AssertSetAsideAsync(disk);
        Assert.Empty(store.DamagedPacks);
    }

    [Fact]
    public async Task Whatever_may_not_be_read_from_some_moment_on_only_what_is_damaged_is_set_aside()
    {
        SimulatedDisk whole = await CreateAsync(isDamaged: true);
        bool isDone = false;
        int deniedCount = 0;
        for (int permitted = 0; !isDone; permitted++)
        {
            SimulatedDisk disk = whole.AfterKill();
            await using BlobStore store = await OpenAsync(disk);
            int reads = 0;
            disk.FailCall = (call, _) => call == "read" && reads++ >= permitted ? AccessDenied : 0;
            Exception? error = await Record.ExceptionAsync(() => store.FindDamageAsync());
            isDone = error is null;
            if (!isDone)
            {
                AssertTells(AccessDenied, Assert.IsType<BackendException>(error));
                deniedCount++;
            }

            await AssertSetAsideAsync(disk, s_damaged);
        }

        Assert.True(deniedCount > 20, $"{deniedCount} reads");
    }

    [Theory]
    [InlineData(NotPermitted)]
    [InlineData(AccessDenied)]
    public async Task A_store_whose_index_this_user_may_not_read_is_not_opened_and_keeps_its_index(int error)
    {
        SimulatedDisk disk = await CreateAsync(isDamaged: false);
        string[] index = await disk.OpenBackend().NamesAsync("index/");
        disk.FailCall = (call, path) => call == "open" && path.StartsWith("/store/index/", StringComparison.Ordinal) ? error : 0;
        AssertTells(error, await Assert.ThrowsAsync<BackendException>(async () =>
        {
            await using BlobStore store = await OpenAsync(disk);
            await store.Index.Compactor.CompactAsync(default);
        }));
        disk.FailCall = (_, _) => 0;
        Assert.NotEmpty(index);
        Assert.Equal(index, await disk.OpenBackend().NamesAsync("index/"));
    }

    [Fact]
    public async Task A_call_that_a_signal_has_interrupted_says_nothing_of_a_pack_either()
    {
        const int Interrupted = 4; // EINTR: file systems of users, and those of a network, hand it on
        SimulatedDisk disk = await CreateAsync(isDamaged: false);
        await using BlobStore store = await OpenAsync(disk);
        disk.FailCall = (call, path) => call == "open" && IsPack(path) ? Interrupted : 0;
        Assert.True((await Assert.ThrowsAsync<BackendException>(() => store.FindDamageAsync())).IsTransient);
        await AssertSetAsideAsync(disk);
    }

    [Fact]
    public async Task A_pack_that_this_user_may_not_read_is_no_damaged_one_of_a_store_that_is_opened()
    {
        SimulatedDisk disk = await CreateAsync(isDamaged: false);
        await using DiskBackend backend = disk.OpenBackend();
        foreach (string name in await backend.NamesAsync("index/"))
        {
            await backend.DeleteAsync(name, default);
        }

        disk.FailCall = (call, path) => call == "open" && IsPack(path) ? AccessDenied : 0;
        AssertTells(AccessDenied, await Assert.ThrowsAsync<BackendException>(() => OpenAsync(disk)));
    }

    [Fact]
    public async Task Another_store_that_may_not_be_read_does_not_lack_what_is_to_be_healed()
    {
        SimulatedDisk disk = await CreateAsync(isDamaged: false);
        await using BlobStore other = await OpenAsync(disk);
        await using BlobStore store = await BlobStore.CreateAsync(new MemoryBackend());
        disk.FailCall = (call, path) => call == "open" && IsPack(path) ? AccessDenied : 0;
        AssertTells(AccessDenied, await Assert.ThrowsAsync<BackendException>(() => store.HealAsync([s_damaged], other)));
    }

    private static void AssertTells(int error, BackendException denied) =>
        Assert.Contains(error == NotPermitted ? "EPERM" : "EACCES", denied.Message, StringComparison.Ordinal);

    /// <summary>A process that may read everything finds at most the pack of that blob set aside, and every other blob present.</summary>
    private static async Task AssertSetAsideAsync(SimulatedDisk disk, BlobId? damaged = null)
    {
        disk.FailCall = (_, _) => 0;
        await using BlobStore store = await OpenAsync(disk);
        Assert.True(store.DamagedPacks.Count <= (damaged is null ? 0 : 1));
        BlobId[] chunks = [.. Enumerable.Range(1, 4).Select(seed => GarbageStore.ChunkId(seed))];
        foreach (BlobId chunk in chunks.Where(chunk => chunk != damaged))
        {
            Assert.True(store.Contains(chunk));
            await store.ReadAsync(chunk, BlobKind.Chunk);
        }
    }

    private static bool IsPack(string path) => path.StartsWith("/store/packs/", StringComparison.Ordinal) && path.LastIndexOf('/') > "/store/packs/".Length;

    private static Task<BlobStore> OpenAsync(SimulatedDisk disk) => BlobStore.OpenAsync(disk.OpenBackend(), StoreFixture.SmallPacks);

    /// <summary>A disk with a store that was collected, compacted and verified, so that there is something of every kind.</summary>
    private static async Task<SimulatedDisk> CreateAsync(bool isDamaged)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2, 3);
        await garbage.CommitAsync("mail", 4);
        await garbage.CollectAsync();
        await garbage.Store.Index.Compactor.CompactAsync(default);
        Assert.True((await garbage.Store.FindDamageAsync()).IsSound);
        if (isDamaged)
        {
            await garbage.Memory.DamageBlobAsync(s_damaged);
        }

        SimulatedDisk disk = new();
        await using DiskBackend backend = disk.OpenBackend();
        foreach ((string name, byte[] content) in await BackendContent.ReadAsync(garbage.Memory))
        {
            await backend.CreateIfAbsentAsync(name, new(content), default);
        }

        return disk;
    }
}
