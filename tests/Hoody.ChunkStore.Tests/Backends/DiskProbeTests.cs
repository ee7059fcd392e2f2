using Hoody.ChunkStore.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class DiskProbeTests
{
    private const int Unsupported = 95; // EOPNOTSUPP

    [Theory]
    [InlineData(MissingAbility.Locks, "exclusive locks")]
    [InlineData(MissingAbility.RenameIfAbsent, "a rename that keeps a taken name")]
    [InlineData(MissingAbility.Case, "names that differ in nothing but upper and lower case")]
    public async Task A_file_system_that_does_not_keep_its_word_is_refused_by_name(MissingAbility lacks, string expected) =>
        await AssertRefusedAsync(new SimulatedDisk { Lacks = lacks }, expected);

    [Theory]
    [InlineData("fsync", "probe-1", "fsync")]
    [InlineData("rename", "probe-2", "a rename that keeps a taken name")]
    [InlineData("rename", "probe-3", "a rename that keeps a taken name")]
    public async Task A_file_system_that_knows_no_such_call_is_refused_by_name(string call, string leaf, string expected) =>
        await AssertRefusedAsync(
            new SimulatedDisk
            {
                FailCall = (found, path) => found == call && path.EndsWith($"/{leaf}", StringComparison.Ordinal) ? Unsupported : 0,
            },
            expected);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_system_without_fsync_of_directories_is_refused_by_name(bool ofAny) =>
        await AssertRefusedAsync(
            new SimulatedDisk { FailCall = (call, path) => call == "fsync" && (IsSession(path) || (ofAny && !IsProbe(path))) ? Unsupported : 0 },
            "fsync of directories");

    [Theory]
    [InlineData("probe-1", 5, false)] // EIO
    [InlineData("probe-3", 12, true)] // ENOMEM
    public async Task A_look_that_fails_is_told_as_it_is_and_says_nothing_of_the_file_system(string leaf, int error, bool isTransient)
    {
        SimulatedDisk disk = new() { FailCall = (call, path) => call == "stat" && path.EndsWith($"/{leaf}", StringComparison.Ordinal) ? error : 0 };
        await using DiskBackend backend = disk.OpenCarefulBackend(reserveLengthBytes: 0);
        BackendException failure = await Assert.ThrowsAsync<BackendException>(async () => await backend.CreateIfAbsentAsync("a", new([1]), default));
        Assert.DoesNotContain("lacks", failure.Message, StringComparison.Ordinal);
        Assert.Equal(isTransient, failure.IsTransient);
        disk.FailCall = (_, _) => 0;
        Assert.True(await backend.CreateIfAbsentAsync("a", new([1]), default));
    }

    [Fact]
    public async Task A_file_system_that_does_all_that_is_accepted()
    {
        await using DiskBackend backend = new SimulatedDisk().OpenCarefulBackend(reserveLengthBytes: 0);
        Assert.True(await backend.CreateIfAbsentAsync("a", new([1]), default));
        Assert.Equal(["a"], await backend.NamesAsync(""));
    }

    private static bool IsSession(string path) =>
        path.StartsWith("/store/tmp/", StringComparison.Ordinal) && path.LastIndexOf('/') == "/store/tmp".Length;

    private static bool IsProbe(string path) => path.Contains("/probe-", StringComparison.Ordinal);

    private static async Task AssertRefusedAsync(SimulatedDisk disk, string expected)
    {
        await using DiskBackend backend = disk.OpenCarefulBackend(reserveLengthBytes: 8000);
        BackendException error = await Assert.ThrowsAsync<BackendException>(
            async () => await backend.CreateIfAbsentAsync("a", new([1]), default));
        Assert.Contains($"'simulated' of '/store' lacks {expected}", error.Message, StringComparison.Ordinal);
        Assert.Empty(await backend.NamesAsync(""));
        Assert.Equal(0, disk.OccupiedBytes);
    }
}
