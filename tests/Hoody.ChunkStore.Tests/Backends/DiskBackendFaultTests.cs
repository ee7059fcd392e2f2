using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Backends;

/// <summary>System calls that fail, in a child process under strace.</summary>
public sealed class DiskBackendFaultTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private int AboveCount => _directory["store"].Count(character => character == '/');

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public void A_failed_fsync_of_any_file_or_directory_is_reported_and_ends_all_writing()
    {
        RequireStrace();
        int failedCount = 0;
        while (CreateTwo($"fsync{failedCount}", $"fsync:error=EIO:when={failedCount + 1}") is var lines && lines[0] != "created")
        {
            Assert.StartsWith("BackendException: Cannot fsync", lines[0], StringComparison.Ordinal);
            Assert.Contains("EIO", lines[0], StringComparison.Ordinal);
            Assert.Contains("read-only", lines[1], StringComparison.Ordinal);
            AssertWholeOrAbsent($"fsync{failedCount}");
            failedCount++;
        }

        // The store in its parent, and that in all above it; the directories of tmp and of the object; the file; the file's directory.
        Assert.Equal(AboveCount + 4, failedCount);
    }

    [SkippableTheory]
    [InlineData("ENOSPC")]
    [InlineData("EDQUOT")]
    public void A_disk_that_turns_out_full_in_fsync_is_a_full_store_and_ends_all_writing(string error)
    {
        RequireStrace();
        string[] lines = CreateTwo("store", $"fsync:error={error}:when={AboveCount + 3}");
        Assert.StartsWith("StoreFullException", lines[0], StringComparison.Ordinal);
        Assert.Contains("read-only", lines[1], StringComparison.Ordinal);
        Assert.Empty(Objects("store"));
    }

    [SkippableTheory]
    [InlineData("EIO", "BackendException")]
    [InlineData("EXDEV", "BackendException")]
    [InlineData("EROFS", "BackendException")]
    [InlineData("ENOSPC", "StoreFullException")]
    public void A_failed_rename_creates_nothing_and_the_next_object_may_succeed(string error, string expected)
    {
        RequireStrace();
        string[] lines = CreateTwo("store", $"renameat2:error={error}:when=1");
        Assert.StartsWith(expected, lines[0], StringComparison.Ordinal);
        Assert.Contains(error, lines[0], StringComparison.Ordinal);
        AssertWholeOrAbsent("store");
        Assert.Empty(TemporaryFiles("store"));
    }

    [SkippableTheory]
    [InlineData("EINVAL")]
    [InlineData("ENOSYS")]
    public void Where_rename_cannot_keep_a_taken_name_a_hard_link_does(string error)
    {
        RequireStrace();
        Assert.Equal(["created", "created"], CreateTwo("store", $"renameat2:error={error}"));
        Assert.Equal(["taken", "taken"], CreateTwo("store", $"renameat2:error={error}"));
        Assert.Equal(["objects/one", "objects/two"], Objects("store"));
        Assert.Empty(TemporaryFiles("store"));
    }

    [SkippableFact]
    public void A_failed_write_is_reported_and_creates_nothing()
    {
        RequireStrace();
        string[] lines = CreateTwo("store", "pwrite64:error=EIO:when=1");
        Assert.StartsWith("BackendException: Cannot write 'objects/one': EIO", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("objects/one", Objects("store"));
        Assert.Empty(TemporaryFiles("store"));
    }

    private static void RequireStrace() => Skip.IfNot(OperatingSystem.IsLinux() && Tool.Exists("strace"), "strace is not installed");

    /// <summary>Creates <c>objects/one</c> and <c>objects/two</c> in a process whose system calls fail as told.</summary>
    private string[] CreateTwo(string store, string injection)
    {
        // One pool thread: strace counts the calls of each thread apart.
        ToolResult result = Tool.Run(
            "env", "DOTNET_ThreadPool_ForceMaxWorkerThreads=1",
            "strace", "-f", "-qq", "-o", "/dev/null", "-e", $"trace={injection.Split(':')[0]}", "-e", $"inject={injection}",
            "dotnet", "exec", typeof(DiskBackendFaultTests).Assembly.Location, "create", _directory[store], "objects/", "one", "two");
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void AssertWholeOrAbsent(string store) =>
        Assert.All(Objects(store), name => Assert.Equal(Path.GetFileName(name), File.ReadAllText(Path.Join(_directory[store], name))));

    private string[] Objects(string store) => [.. Files(store).Where(name => !name.StartsWith("tmp/", StringComparison.Ordinal))];

    private string[] TemporaryFiles(string store) => [.. Files(store).Where(name => name.StartsWith("tmp/", StringComparison.Ordinal))];

    private string[] Files(string store) => Directory.Exists(_directory[store])
        ? [.. Directory.EnumerateFiles(_directory[store], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_directory[store], path)).Order(StringComparer.Ordinal)]
        : [];
}
