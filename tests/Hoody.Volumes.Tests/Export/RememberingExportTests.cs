using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>An export with a stat cache leaves it for the next import of the directory and the next export over it, and never a word that is wrong.</summary>
/// <remarks>Where the file system gives no times of their own to changes, what was made just now is read once more; the tests count on either.</remarks>
public sealed class RememberingExportTests : IAsyncLifetime, IDisposable
{
    private const string Files =
        """
        mkdir -p a/b c empty; printf 1 > a/1; printf 2 > a/b/2; printf 3 > c/3; ln -s a link; head -c 300000 /dev/urandom > large; : > nothing
        chmod 751 c; chmod 4750 c/3; truncate -s 1M holes; echo end >> holes; setfattr -n user.it -v yes a/1; find . -exec touch -h -d @1700000000 {} +
        """;

    private readonly TempDirectory _directory = new();
    private readonly HookedBackend _backend = new(new MemoryBackend());
    private string _target = "";
    private bool _isDistinct;
    private TestStore _store = null!; // set before each test
    private TreeEntry _tree = null!; // set before each test

    private string CachePath => _directory["cache"];

    // By the clock of the machine, what was made two seconds ago would be believed as well.
    private ExportOptions Options => new() { StatCachePath = CachePath, Clock = new FarPast() };

    private ExportOptions OptionsLater => Options with { Clock = new FarFuture() };

    // All but the root, the directories and, of the rest, the links.
    private long FileCount => _tree.Totals.Files;

    public async Task InitializeAsync()
    {
        string source = _directory.CreateDirectory("source");
        Shell.Run(source, Files);
        _target = _directory["target"];
        _store = await TestStore.CreateAsync(_backend);
        _tree = (await _store.ImportAsync(source)).Root;
        using Descriptor root = RootDirectory.Open(source);
        _isDistinct = DistinctTimes.FindMount(root) is not null;
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task What_was_exported_is_not_read_again(bool isAtomic, bool verify)
    {
        await ExportAsync(Options with { IsAtomic = isAtomic, Verify = verify });
        IReadOnlyDictionary<string, string> before = DirectoryListing.Inodes(_target);

        ImportResult imported = await ImportAsync();
        ExportResult again = await ExportAsync(Options);

        Assert.Equal(_tree, imported.Root);
        Assert.Equal(_isDistinct ? _tree.Totals.Entries : 0, imported.Statistics.EntriesKept);
        Assert.Equal((_tree.Totals.Entries, _isDistinct ? FileCount : 0), (again.Untouched, again.FilesUnread));
        Assert.Equal(before, DirectoryListing.Inodes(_target));
    }

    [Fact]
    public async Task Old_files_that_were_compared_are_not_read_again()
    {
        await ExportAsync(new ExportOptions());
        ExportResult compared = await ExportAsync(OptionsLater);
        ExportResult again = await ExportAsync(OptionsLater);

        Assert.Equal((0, FileCount), (compared.FilesUnread, again.FilesUnread));
        ImportResult imported = await ImportAsync();
        Assert.Equal((_tree, _tree.Totals.Entries), (imported.Root, imported.Statistics.EntriesKept));
    }

    [Theory]
    [InlineData("printf 9 > a/1")]
    [InlineData("printf 9 > a/1; touch -d @1700000000 a/1")] // as long as before, and as old
    [InlineData("printf changed | dd of=large bs=1 seek=150000 conv=notrunc status=none; touch -d @1700000000 large")]
    [InlineData("mv a/1 x; mv a/b/2 a/1; mv x a/b/2")]
    [InlineData("chmod 640 c/3")]
    [InlineData("chmod 700 a; touch -d @1700000000 a")]
    [InlineData("setfattr -n user.it -v no a/1")]
    [InlineData("setfattr -n user.it -v no a/b; touch -d @1700000000 a/b")]
    [InlineData("rm c/3; printf 3 > c/3; chmod 4750 c/3; touch -d @1700000000 c/3 c")]
    [InlineData("rm a/b/2; touch -d @1700000000 a/b")]
    [InlineData("touch c/new; touch -d @1700000000 c/new c")]
    [InlineData("rm link; ln -s b link; touch -h -d @1700000000 link")]
    [InlineData("ln a/1 c/1; touch -d @1700000000 c")]
    [InlineData("rmdir empty; touch -d @1700000000 empty")]
    [InlineData("cp --sparse=never holes full; touch -d @1700000000 full; mv full holes")]
    public async Task What_somebody_changes_after_it_is_found_by_both(string change)
    {
        await ExportAsync(Options);
        Shell.Run(_target, change);
        File.Copy(CachePath, _directory["kept"]);

        ImportResult imported = await ImportAsync();
        await using TestStore other = await TestStore.CreateAsync();
        Assert.Equal((await other.ImportAsync(_target)).Root, imported.Root);

        File.Copy(_directory["kept"], CachePath, overwrite: true);
        await ExportAsync(Options);
        Assert.Equal(_tree, (await other.ImportAsync(_target)).Root);
    }

    [Theory]
    [InlineData("printf 9 > a/1")]
    [InlineData("printf 9 > a/1; touch -d @1700000000 a/1")]
    [InlineData("chmod 640 a/1")]
    [InlineData("setfattr -n user.it -v no a/1")]
    [InlineData("touch a/new; touch -d @1700000000 a")]
    [InlineData("rm a/1; touch -d @1700000000 a")]
    public async Task What_somebody_changes_during_it_is_found_by_the_next(string change)
    {
        await ExportAsync(new ExportOptions());
        Shell.Run(_target, "rm large; printf 7 > a/1");
        bool isChanged = false;
        _backend.Before = (operation, name) =>
        {
            // What the first directory has is done when something of the last file is read.
            if (!isChanged && operation == BackendOperation.Read && File.ReadAllText(Path.Combine(_target, "a/1")) == "1")
            {
                isChanged = true;
                Shell.Run(_target, change);
            }

            return Task.CompletedTask;
        };
        await ExportAsync(Options with { DegreeOfParallelism = 1 });
        Assert.True(isChanged);

        ImportResult imported = await ImportAsync();
        await using TestStore other = await TestStore.CreateAsync();
        Assert.Equal((await other.ImportAsync(_target)).Root, imported.Root);
        await ExportAsync(Options);
        Assert.Equal(_tree, (await other.ImportAsync(_target)).Root);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_fails_leaves_the_cache_as_it_was_and_that_is_right(bool isAtomic)
    {
        await ExportAsync(Options);
        byte[] before = await File.ReadAllBytesAsync(CachePath);
        Shell.Run(_target, "rm large; printf 7 > a/1; printf 8 > c/3; chmod 600 nothing");
        _backend.Before = (operation, _) => operation == BackendOperation.Read && File.ReadAllText(Path.Combine(_target, "a/1")) == (isAtomic ? "7" : "1")
            ? throw new IOException("asked for")
            : Task.CompletedTask;

        await Assert.ThrowsAsync<IOException>(() => ExportAsync(Options with { DegreeOfParallelism = 1, IsAtomic = isAtomic }));
        _backend.Before = (_, _) => Task.CompletedTask;

        Assert.Equal(before, await File.ReadAllBytesAsync(CachePath));
        Assert.False(File.Exists(CachePath + ".new"));
        ImportResult imported = await ImportAsync();
        await using TestStore other = await TestStore.CreateAsync();
        Assert.Equal((await other.ImportAsync(_target)).Root, imported.Root);
        await ExportAsync(Options);
        Assert.Equal(_tree, (await other.ImportAsync(_target)).Root);
    }

    [Fact]
    public async Task What_is_not_durable_is_good_for_one_start_of_the_machine()
    {
        await ExportAsync(Options with { IsAtomic = true });
        await ExportAsync(Options); // makes nothing
        Assert.Equal(Guid.Empty, StartId());
        Shell.Run(_target, "rm a/1");
        await ExportAsync(Options);
        Assert.Equal(MachineStart.Id, StartId());
        Shell.Run(_target, "printf 9 > a/1");
        await ImportAsync();
        Assert.Equal(MachineStart.Id, StartId());
        await ExportAsync(Options with { Verify = true });
        Assert.Equal(Guid.Empty, StartId());
    }

    [Fact]
    public async Task What_could_not_be_made_so_is_not_said_to_be()
    {
        TreeEntry impossible = await _store.PutTreeAsync(
            new TreeEntry { Name = new EntryName("f"), Type = EntryType.File, Mode = 0x1a4, UserId = uint.MaxValue },
            new TreeEntry { Name = new EntryName("g"), Type = EntryType.File, Mode = 0x1a4, UserId = Descriptor.EffectiveUserId });
        ExportResult exported = await _store.Volumes.ExportAsync(impossible, _target, Options);
        Assert.Contains(exported.Notices, notice => notice.Kind == ExportNoticeKind.Owner);

        ImportResult imported = await ImportAsync();
        await using TestStore other = await TestStore.CreateAsync();
        Assert.Equal((await other.ImportAsync(_target)).Root, imported.Root);
        Assert.NotEqual(impossible, imported.Root);
    }

    [Fact]
    public async Task Names_of_one_file_are_read_again_until_they_are_old()
    {
        string source = _directory.CreateDirectory("linked");
        Shell.Run(source, "printf 1 > 1; ln 1 2; mkdir d; ln 1 d/3");
        TreeEntry tree = (await _store.ImportAsync(source)).Root;
        await _store.Volumes.ExportAsync(tree, _target, Options);
        Assert.Equal(0, (await _store.Volumes.ExportAsync(tree, _target, Options)).FilesUnread);
        Assert.Equal(tree, (await ImportAsync(new FarFuture())).Root);

        ExportResult again = await _store.Volumes.ExportAsync(tree, _target, OptionsLater);
        Assert.Equal((1, 4), (again.FilesUnread, again.Untouched));
        ImportResult imported = await ImportAsync();
        Assert.Equal((tree, 4), (imported.Root, imported.Statistics.EntriesKept));
    }

    [Fact]
    public async Task A_plan_writes_none()
    {
        await _store.Volumes.PlanExportAsync(_tree, _target, Options);
        Assert.False(File.Exists(CachePath));
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told()
    {
        Directory.CreateDirectory(Path.Combine(CachePath, "in the way"));
        ExportResult exported = await ExportAsync(Options);
        Assert.Equal([ExportNoticeKind.StatCacheNotWritten], exported.Notices.Select(notice => notice.Kind));
        Assert.Equal(_tree, (await _store.ImportAsync(_target)).Root);
    }

    private Guid StartId()
    {
        using Descriptor directory = RootDirectory.Open(_directory.Path);
        using StatCacheFile cache = StatCacheFile.TryOpen(directory, new EntryName("cache"), _store.Blobs.Format.StoreId)
            ?? throw new InvalidOperationException("There is no cache.");
        return cache.StartId;
    }

    private Task<ImportResult> ImportAsync(TimeProvider? clock = null) =>
        _store.ImportAsync(_target, new ImportOptions { StatCachePath = CachePath, Clock = clock ?? new FarPast() });

    private Task<ExportResult> ExportAsync(ExportOptions options) => _store.Volumes.ExportAsync(_tree, _target, options);
}
