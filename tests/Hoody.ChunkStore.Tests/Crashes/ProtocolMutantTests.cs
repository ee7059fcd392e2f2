using Hoody.ChunkStore.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Each rule of the commit protocol is there for a reason: without it the crash explorer finds a loss.</summary>
public sealed class ProtocolMutantTests
{
    [Fact]
    public Task Without_fsync_of_the_pack() => AssertCaughtAsync(new DiskLies { LosesFileSync = IsPack });

    [Fact]
    public Task Without_fsync_of_the_directory_of_the_pack() => AssertCaughtAsync(new DiskLies { LosesDirectorySync = IsPack });

    [Fact]
    public Task Without_fsync_of_the_directory_in_which_directories_of_packs_are_made() =>
        AssertCaughtAsync(new DiskLies { LosesDirectorySync = path => path == "/store/packs" });

    [Fact]
    public Task Without_fsync_of_the_ref() => AssertCaughtAsync(new DiskLies { LosesFileSync = IsRef });

    [Fact]
    public Task Without_fsync_of_the_directory_of_the_ref() => AssertCaughtAsync(new DiskLies { LosesDirectorySync = IsRef });

    [Fact]
    public Task Without_fsync_of_the_format() => AssertCaughtAsync(new DiskLies { LosesFileSync = path => path == "/store/FORMAT" });

    [Fact]
    public Task Without_fsync_of_the_directories_above_the_store() =>
        AssertCaughtAsync(new DiskLies { LosesDirectorySync = path => path == "/" });

    [Fact]
    public Task Without_fsync_of_a_listed_directory() => AssertCaughtAsync(new DiskLies { LosesSyncOfListing = path => !IsPack(path) });

    [Fact]
    public Task Without_fsync_of_a_listed_directory_of_packs_before_the_next_change() => AssertCaughtAsync(new DiskLies { LosesSyncOfListing = IsPack });

    [Fact]
    public Task Without_fsync_of_the_lease() => AssertCaughtAsync(new DiskLies { LosesFileSync = path => IsBelow("leases", path) });

    [Fact]
    public Task Without_fsync_of_the_epoch() => AssertCaughtAsync(new DiskLies { LosesFileSync = path => IsBelow("gc", path) });

    [Fact]
    public Task With_refs_before_their_packs() => AssertCaughtAsync(new DiskLies(), backend => new LatePacksBackend(backend));

    private static bool IsPack(string path) => IsBelow("packs", path);

    private static bool IsRef(string path) => IsBelow("refs", path);

    private static bool IsBelow(string folder, string path) => path.StartsWith($"/store/{folder}/", StringComparison.Ordinal);

    private static async Task AssertCaughtAsync(DiskLies lies, Func<IStorageBackend, IStorageBackend>? decorate = null)
    {
        CrashExplorer explorer = new(decorate) { Lies = lies, LossesMax = 1 };
        await explorer.ExploreAsync(stepsMax: 2);
        Assert.NotEmpty(explorer.Losses);
    }
}
