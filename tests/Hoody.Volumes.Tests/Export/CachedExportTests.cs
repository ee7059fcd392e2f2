using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Export;

/// <summary>An export over a directory that was imported with a stat cache reads only what may have changed since.</summary>
public sealed class CachedExportTests : IAsyncLifetime, IDisposable
{
    private const string Files =
        """
        mkdir -p a/b c; printf 1 > a/1; printf 2 > a/b/2; printf 3 > c/3; ln c/3 c/also3; ln -s a link; head -c 300000 /dev/urandom > large
        truncate -s 1M holes; echo end >> holes; find . -exec touch -h -d @1700000000 {} +
        """;

    private readonly TempDirectory _directory = new();
    private string _target = "";
    private TestStore _store = null!; // set before each test
    private TreeEntry _tree = null!; // set before each test

    private string CachePath => _directory["cache"];

    private ExportOptions Options => new() { StatCachePath = CachePath };

    public async Task InitializeAsync()
    {
        _target = _directory.CreateDirectory("target");
        Shell.Run(_target, Files);
        _store = await TestStore.CreateAsync();
        _tree = (await ImportAsync(new FarFuture())).Root;
    }

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_is_read_of_what_nobody_has_changed()
    {
        ExportResult exported = await ExportAsync(Options);

        Assert.Equal((5, 0), (exported.FilesUnread, exported.BytesWritten)); // a file of two names once
        Assert.Equal(_tree.Totals.Entries, exported.Untouched);
        Assert.Equal(0, (await ExportAsync(new ExportOptions())).FilesUnread);
    }

    [Fact]
    public async Task The_cache_is_written_anew_when_there_is_anything_to_say()
    {
        ExportOptions options = Options with { Clock = new FarFuture() };
        await ExportAsync(options);
        byte[] cache = await File.ReadAllBytesAsync(CachePath);

        await ExportAsync(options);
        Assert.Equal(cache, await File.ReadAllBytesAsync(CachePath));

        FileClock.Tick(_directory.Path);
        Shell.Run(_target, "chmod 600 a/b/2");
        await ExportAsync(options);
        Assert.NotEqual(cache, await File.ReadAllBytesAsync(CachePath));
        Assert.Equal([CachePath], Directory.GetFiles(_directory.Path)); // and nothing beside it
    }

    [Theory]
    [InlineData("printf 9 | dd of=a/1 conv=notrunc status=none; touch -d @1700000000 a/1", 4, 1)]
    [InlineData("printf changed | dd of=large bs=1 seek=150000 conv=notrunc status=none; touch -d @1700000000 large", 4, 1)]
    [InlineData("mv a/1 x; mv a/b/2 a/1; mv x a/b/2", 3, 2)] // a file that was moved has another time of change
    [InlineData("rm -r a; mkdir -p a/b; printf 1 > a/1; printf 7 > a/b/2", 3, 1)]
    [InlineData("chmod 600 a/1", 4, 0)] // read again, and equal
    [InlineData("cp --sparse=never holes full; touch -d @1700000000 full; mv full holes", 4, 1)]
    public async Task What_was_changed_is_read_and_put_right(string change, int unread, int replaced)
    {
        FileClock.Tick(_directory.Path);
        string[] before = [.. DirectoryListing.Of(_target)];
        Shell.Run(_target, change);

        ExportResult exported = await ExportAsync(Options);

        Assert.Equal((unread, replaced), (exported.FilesUnread, exported.Replaced));
        Assert.Equal(before, DirectoryListing.Of(_target));
        Assert.True((await ExportAsync(new ExportOptions { Verify = true })).Verification!.IsEmpty); // asked for
    }

    [Fact]
    public async Task Young_files_are_read_all_the_same()
    {
        File.Delete(CachePath);
        await ImportAsync(new FarPast());
        Assert.Equal(0, (await ExportAsync(Options)).FilesUnread);
    }

    [Fact]
    public async Task A_verification_reads_everything()
    {
        ExportPlan verification = (await ExportAsync(Options with { Verify = true })).Verification!; // asked for
        Assert.Equal((true, 0), (verification.IsEmpty, verification.Expected.FilesUnread));
    }

    [Fact]
    public async Task A_plan_knows_what_the_export_will_know()
    {
        FileClock.Tick(_directory.Path);
        Shell.Run(_target, "printf 9 > a/1");
        ExportPlan plan = await _store.Volumes.PlanExportAsync(_tree, _target, Options);
        ExportResult exported = await plan.ApplyAsync();
        Assert.Equal((4, 4, 1, 1), (plan.Expected.FilesUnread, exported.FilesUnread, plan.Expected.Replaced, exported.Replaced));
    }

    [Fact]
    public async Task A_cache_of_another_store_tells_nothing()
    {
        await using TestStore other = await TestStore.CreateAsync();
        TreeEntry tree = (await other.ImportAsync(_target)).Root;
        Assert.Equal(0, (await other.Volumes.ExportAsync(tree, _target, Options)).FilesUnread);
    }

    [Fact]
    public async Task No_damage_of_the_cache_hides_a_change()
    {
        byte[] cache = await File.ReadAllBytesAsync(CachePath);
        FileClock.Tick(_directory.Path);
        for (int i = 0; i < cache.Length; i += 7)
        {
            byte[] damaged = [.. cache];
            damaged[i] ^= 0x01;
            await File.WriteAllBytesAsync(CachePath, i % 2 == 0 ? damaged : cache[..i]);
            Shell.Run(_target, "printf 9 > a/b/2; touch -d @1700000000 a/b/2");
            Assert.Equal(1, (await ExportAsync(Options)).Replaced);
        }
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("a directory")]
    public async Task Without_a_cache_all_is_read(string name)
    {
        Directory.CreateDirectory(_directory["a directory"]);
        Assert.Equal(0, (await ExportAsync(Options with { StatCachePath = _directory[name] })).FilesUnread);
    }

    [Fact]
    public async Task A_cache_in_a_directory_that_is_not_there_is_told_before_anything_is_done()
    {
        ExportOptions options = Options with { StatCachePath = _directory["nothing/cache"] };
        string target = _directory["new"];
        await Assert.ThrowsAsync<FileTreeException>(() => _store.Volumes.ExportAsync(_tree, target, options));
        Assert.False(Directory.Exists(target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cache/")]
    [InlineData("cache/..")]
    public async Task A_path_that_names_no_file_is_refused(string path) =>
        await Assert.ThrowsAsync<ArgumentException>(() => ExportAsync(Options with { StatCachePath = path }));

    private Task<Hoody.Volumes.Import.ImportResult> ImportAsync(TimeProvider clock) =>
        _store.ImportAsync(_target, new ImportOptions { StatCachePath = CachePath, Clock = clock });

    private Task<ExportResult> ExportAsync(ExportOptions options) => _store.Volumes.ExportAsync(_tree, _target, options);
}
