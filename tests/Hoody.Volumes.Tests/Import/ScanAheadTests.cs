using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

/// <summary>Directories that are scanned before the walk comes to them.</summary>
public sealed class ScanAheadTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _source;

    public ScanAheadTests() => _source = _directory.CreateDirectory("source");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Directories_among_more_files_than_are_looked_at_at_once_are_all_there()
    {
        // Directories first, last, between, and on both sides of the places where a block of looks ends.
        Shell.Run(_source, "for i in $(seq 1000 1700); do echo $i > $i; done; for i in $(seq 1000 5 1700); do mkdir $i.d; echo $i > $i.d/file; done; mkdir 0 z; touch 0/a z/a");

        await AssertIsAllAsync();
    }

    [Fact]
    public async Task A_deep_tree_with_directories_beside_the_way_is_all_there()
    {
        // More of them than may be scanned ahead at a time, from each level some.
        Shell.Run(_source, "for i in $(seq 40); do mkdir 0 1 2 3 4 5; touch 0/f 5/f; cd 3; done; echo end > end");

        await AssertIsAllAsync();
    }

    [Fact]
    public async Task An_excluded_directory_is_not_looked_into()
    {
        Shell.Run(_source, "for i in $(seq 9); do mkdir -p a$i/skip b$i; touch a$i/skip/file b$i/file; done");
        await using TestStore store = await TestStore.CreateAsync();

        ImportResult imported = await store.ImportAsync(_source, new ImportOptions { Excludes = ["skip", "b*"] });

        Assert.Equal((9L, 0L), (imported.Statistics.Directories, imported.Statistics.Files));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(250)]
    [InlineData(400)]
    public async Task An_import_that_ends_early_leaves_no_directory_open(int place)
    {
        // Progress is reported, and the import ended, when a part of the one large file has been read.
        Shell.Run(_source, $"for i in $(seq 100 400); do mkdir -p $i/a $i/b; echo $i > $i/a/file; done; head -c 5000000 /dev/urandom > {place}/a/large");
        await using TestStore store = await TestStore.CreateAsync();
        using CancellationTokenSource cancel = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ImportAsync(_source, cancel.Cancel, cancel.Token));

        Assert.DoesNotContain(
            Directory.GetFileSystemEntries("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? ""),
            path => path.StartsWith(_source, StringComparison.Ordinal));
    }

    private async Task AssertIsAllAsync()
    {
        await using TestStore store = await TestStore.CreateAsync();
        ImportOptions options = new() { StatCachePath = _directory["cache"], Clock = new FarFuture() };

        TreeEntry first = (await store.ImportAsync(_source, options)).Root;
        ImportResult second = await store.ImportAsync(_source, options);

        Assert.Equal(first, second.Root);
        Assert.Equal(second.Root.Totals.Entries, second.Statistics.EntriesKept);
        await store.ExportAsync(first, _directory["target"]);
        Assert.Equal(DirectoryListing.Of(_source), DirectoryListing.Of(_directory["target"]));
    }
}
