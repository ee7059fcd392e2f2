using System.Buffers;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.Testing.Backends;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.StatCaching;

/// <summary>An import with a cache gives what an import without one does, and reads no more than has changed.</summary>
public sealed class CachedImportTests
{
    [Fact]
    public async Task Of_an_unchanged_tree_nothing_is_read()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        SampleTree.Create(import.Source);
        ImportResult first = await import.ImportAsync();
        byte[] cache = await File.ReadAllBytesAsync(import.CachePath);

        ImportResult second = await import.ImportAsync();

        Assert.Equal(first.Root, second.Root);
        Assert.Equal(0, first.Statistics.EntriesKept);
        Assert.Equal(first.Root.Totals.Entries, second.Statistics.EntriesKept);
        Assert.Equal(0, second.Statistics.BlobsNew);
        Assert.Equal(cache, await File.ReadAllBytesAsync(import.CachePath));
    }

    [Theory]
    [InlineData("echo 2 > b/2/new")] // after a directory that was kept, and before another
    [InlineData("echo 2 > new")]
    [InlineData("rm -r c")]
    [InlineData("chmod 700 a")] // what it holds is kept
    [InlineData("touch a b/2 c")]
    [InlineData("for i in $(seq 200); do echo $i > b/1/file-$i; done")]
    public async Task What_was_kept_beside_a_change_is_known_to_the_next_as_well(string change)
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        await import.ImportAfterAsync("for d in a b/1 b/2 b/3/deep c; do mkdir -p $d/e/f; echo $d > $d/file; echo $d > $d/e/f/file; done; head -c 3000000 /dev/urandom > c/e/large");
        await import.ImportAfterAsync(change);

        ImportResult third = await import.ImportAsync();

        Assert.Equal(third.Root.Totals.Entries, third.Statistics.EntriesKept);
    }

    [Fact]
    public async Task The_progress_counts_what_need_not_be_read()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        await import.ImportAfterAsync("printf 1 > a; head -c 200000 /dev/urandom > b");
        Reports reports = new();

        await import.Store.Volumes.ImportAsync(import.Source, import.Options, reports);

        Assert.Equal(new ImportProgress(2, 200_001, 2, 200_001), reports.Last);
    }

    [Theory]
    [InlineData("printf 2 > a/file; touch -d @1700000000 a/file", 1)] // of the same length, and its time set back
    [InlineData("printf 2 > new; touch -d @1700000000 new; mv new a/file", 2)] // another inode; the directory has another time
    [InlineData("chmod 600 a/file", 1)]
    [InlineData("printf more >> a/large; touch -d @1700000000 a/large", 1)]
    [InlineData("ln -sfn elsewhere link", 2)]
    [InlineData("rm a/file", 1)]
    [InlineData("mv a/file a/z", 2)]
    [InlineData("mv a b", 1)]
    [InlineData("rm -r a/deep", 1)]
    [InlineData("rm a/file; mkdir a/file; printf x > a/file/within", 3)]
    [InlineData("mkdir a/0; touch a/zz", 3)]
    [InlineData("touch -d @5 a", 1)]
    [InlineData("rm -r a; printf file > a", 1)]
    public async Task A_change_is_found(string script, int maxRead)
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        Shell.Run(import.Source, "mkdir -p a/deep/er; printf 1 > a/file; head -c 500000 /dev/urandom > a/large; ln -s target link");
        Shell.Run(import.Source, "printf 0 > a/deep/er/0; printf 9 > 9; find . -exec touch -h -d @1700000000 {} +");
        ImportResult first = await import.ImportAsync();

        ImportResult second = await import.ImportAfterAsync(script);

        Assert.NotEqual(first.Root, second.Root);
        long entries = second.Root.Totals.Entries;
        Assert.InRange(second.Statistics.EntriesKept, entries - (script.Contains("mv a b", StringComparison.Ordinal) ? entries : maxRead + 2), entries - 1);
        Assert.Equal(entries, (await import.ImportAsync()).Statistics.EntriesKept);
    }

    [Fact]
    public async Task Of_a_large_directory_only_what_has_changed_is_read()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        Shell.Run(import.Source, "seq -f 'file-%05g' 3000 | xargs touch; mkdir empty");
        await import.ImportAsync();

        ImportResult changed = await import.ImportAfterAsync("printf x > file-01500; rm file-02999; touch file-00100a");
        ImportResult shrunk = await import.ImportAfterAsync("rm file-02*");

        Assert.Equal(2_999, changed.Statistics.EntriesKept);
        Assert.Equal(shrunk.Root.Totals.Entries, shrunk.Statistics.EntriesKept);
    }

    [Fact]
    public async Task What_is_left_out_or_let_in_by_now_is_seen()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        Shell.Run(import.Source, "mkdir a; touch a/x.tmp a/y b.tmp c");
        ImportOptions choosy = import.Options with { Excludes = ["*.tmp"] };

        await import.ImportAsync(choosy);
        ImportResult all = await import.ImportAsync();
        ImportResult fewer = await import.ImportAsync(choosy);

        // "a" as a whole is another one each time.
        Assert.Equal((2, 2), (all.Statistics.EntriesKept, fewer.Statistics.EntriesKept));
    }

    [Fact]
    public async Task What_is_as_young_as_the_import_is_read_again()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        ImportOptions young = import.Options with { Clock = new FarPast() };
        Shell.Run(import.Source, "mkdir a; printf 1 > a/young");
        await import.ImportAsync(young);

        Assert.Equal(0, (await import.ImportAsync(young)).Statistics.EntriesKept);
        Assert.Equal(0, (await import.ImportAsync()).Statistics.EntriesKept); // what was written then is believed by no later import
        Assert.Equal(2, (await import.ImportAsync()).Statistics.EntriesKept);
    }

    [Fact]
    public async Task A_time_in_the_future_is_not_believed()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        Shell.Run(import.Source, "touch -d '2299-12-31 23:59:59 UTC' future; touch past");
        await import.ImportAsync();

        Assert.Equal(1, (await import.ImportAsync()).Statistics.EntriesKept);
    }

    [Fact]
    public async Task What_a_collection_took_is_read_again()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        SampleTree.Create(import.Source);
        await import.ImportAsync();
        CollectionPlan garbage = await import.Store.Volumes.PlanCollectionAsync();
        await garbage.ApplyAsync();

        ImportResult again = await import.ImportAsync();

        Assert.InRange(again.Statistics.EntriesKept, 0, again.Root.Totals.Entries / 2);
        Assert.True(again.Statistics.BlobsNew > 0);
    }

    [Fact]
    public async Task What_was_damaged_is_read_again()
    {
        MemoryBackend backend = new();
        await using CachedImport import = await CachedImport.CreateAsync(backend);
        SampleTree.Create(import.Source);
        await import.ImportAsync();
        foreach ((string name, byte[] bytes) in (await BackendContent.ReadAsync(backend)).Where(found => found.Key.StartsWith("packs/", StringComparison.Ordinal)))
        {
            bytes[bytes.Length / 2] ^= 1;
            await backend.DeleteAsync(name, default);
            await backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(bytes), default);
        }

        Assert.NotEmpty((await import.Store.Volumes.VerifyAsync()).Packs);

        ImportResult again = await import.ImportAsync();

        Assert.True(again.Statistics.BlobsNew > 0);
    }

    [Fact]
    public async Task Another_directory_and_another_store_get_nothing_from_it()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        SampleTree.Create(import.Source);
        await import.ImportAsync();
        await using CachedImport other = await CachedImport.CreateAsync();
        SampleTree.Create(other.Source);

        ImportResult ofOtherStore = await other.ImportAsync(import.Options);
        File.Copy(import.CachePath, other.CachePath, overwrite: true);
        ImportResult ofOtherDirectory = await other.ImportAsync();
        Shell.Run(import.Source, "cp -a . ../copied");
        ImportResult ofCopy = await import.Store.ImportAsync(import["copied"], import.Options);

        Assert.Equal((0, 0), (ofOtherStore.Statistics.EntriesKept, ofCopy.Statistics.EntriesKept));
        Assert.Equal(ofOtherDirectory.Root.Totals.Entries, ofOtherDirectory.Statistics.EntriesKept); // the cache is of this store again
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told_of()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        Shell.Run(import.Source, "touch a; mkdir ../cache; touch ../cache/full");

        ImportNotice notice = Assert.Single((await import.ImportAsync()).Notices);

        Assert.Equal((ImportNoticeKind.StatCacheNotWritten, TreePath.Root), (notice.Kind, notice.Path));
        Assert.False(File.Exists(import.CachePath + ".new"));
    }

    [Fact]
    public async Task A_cache_in_no_folder_or_without_a_name_is_an_error()
    {
        await using CachedImport import = await CachedImport.CreateAsync();

        await Assert.ThrowsAsync<FileTreeException>(() => import.ImportAsync(new ImportOptions { StatCachePath = import["missing/cache"] }));
        await Assert.ThrowsAsync<ArgumentException>(() => import.ImportAsync(new ImportOptions { StatCachePath = import.Source + "/" }));
    }

    [Fact]
    public async Task A_failed_import_leaves_the_cache_as_it_was()
    {
        await using CachedImport import = await CachedImport.CreateAsync();
        await import.ImportAfterAsync("touch a");
        byte[] cache = await File.ReadAllBytesAsync(import.CachePath);
        Shell.Run(import.Source, "touch b");
        using CancellationTokenSource cancellation = new();

        ImportOptions options = import.Options with { Excludes = ["x"] };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import.Store.Volumes.ImportAsync(
            import.Source, options, new Cancelling(cancellation), cancellation.Token));

        Assert.Equal(cache, await File.ReadAllBytesAsync(import.CachePath));
        Assert.False(File.Exists(import.CachePath + ".new"));
    }

    private sealed class Reports : IProgress<ImportProgress>
    {
        public ImportProgress Last { get; private set; }

        public void Report(ImportProgress value) => Last = value;
    }

    private sealed class Cancelling(CancellationTokenSource cancellation) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => cancellation.Cancel();
    }
}
