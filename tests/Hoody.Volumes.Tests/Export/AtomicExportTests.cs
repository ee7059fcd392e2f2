using System.Diagnostics;
using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Export;

/// <summary>Export as one exchange: the old tree or the new one, nothing between.</summary>
public sealed class AtomicExportTests : IDisposable
{
    private static readonly ExportOptions s_atomic = new() { IsAtomic = true };

    private readonly TempDirectory _directory = new();
    private readonly string _old;
    private readonly string _new;
    private readonly string _target;
    private readonly string _beside;

    public AtomicExportTests()
    {
        _old = _directory.CreateDirectory("old");
        _new = _directory.CreateDirectory("new");
        _target = _directory["place/target"];
        _beside = _directory["place/.hoody-new-target"];
        Shell.Run(_old, "mkdir -p a/b; echo old > a/b/file; echo gone > gone; echo same > same; ln -s a link; find . -exec touch -h -d @1600000000 {} +");
        Shell.Run(_new, "mkdir -p a/b; echo new > a/b/file; echo same > same; ln -s a/b link; find . -exec touch -h -d @1700000000 {} +");
        Directory.CreateDirectory(_directory["place"]);
    }

    public void Dispose() => _directory.Dispose();

    [SkippableTheory]
    [InlineData("target/a")]
    [InlineData(".hoody-new-target/a b")]
    public async Task What_is_mounted_in_one_of_the_two_stays_there_and_whole(string place)
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        Shell.Run(_directory.Path, "mkdir -p place/target/a 'place/.hoody-new-target/a b' outside; echo precious > outside/keep");
        string mount = _directory["place/" + place];
        Assert.Equal(0, Tool.Run("mount", "--bind", _directory["outside"], mount).ExitCode);
        try
        {
            FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(ExportAsync);

            Assert.Contains("mounted", error.Message, StringComparison.Ordinal);
            Assert.Equal("precious\n", await File.ReadAllTextAsync(Path.Combine(mount, "keep")));
        }
        finally
        {
            Assert.Equal(0, Tool.Run("umount", "-l", mount).ExitCode);
        }
    }

    [Fact]
    public async Task The_new_tree_takes_the_place_of_the_old_one()
    {
        Shell.Run(_directory.Path, "cp -a old/. place/target");

        ExportResult exported = await ExportAsync();

        AssertIsNew();
        Assert.Empty(exported.Notices);
        Assert.Equal((5, 0), (exported.Created, exported.Removed));
    }

    [Fact]
    public async Task A_target_that_is_not_there_is_made()
    {
        await ExportAsync();

        AssertIsNew();
    }

    [Fact]
    public async Task Whoever_has_the_old_tree_open_keeps_a_whole_one()
    {
        Shell.Run(_directory.Path, "cp -a old/. place/target");
        using FileStream reader = File.OpenRead(Path.Combine(_target, "a/b/file"));

        await ExportAsync();

        Assert.Equal("old\n", await new StreamReader(reader).ReadToEndAsync());
    }

    [Fact]
    public async Task A_link_to_the_target_stays_a_link()
    {
        Shell.Run(_directory.Path, "cp -a old/. place/target; ln -s place/target current");
        await using TestStore store = await TestStore.CreateAsync();

        await store.Volumes.ExportAsync((await store.ImportAsync(_new)).Root, _directory["current"], s_atomic);

        Assert.Equal("place/target", new FileInfo(_directory["current"]).LinkTarget);
        AssertIsNew();
    }

    [Theory]
    [InlineData("mkdir -p .hoody-new-target/a; echo half > .hoody-new-target/a/b; echo x > .hoody-new-target/extra")]
    [InlineData("cp -a ../old/. .hoody-new-target")]
    public async Task What_a_crash_left_beside_is_built_upon(string script)
    {
        Shell.Run(_directory["place"], "cp -a ../old/. target; " + script);

        await ExportAsync();

        AssertIsNew();
    }

    [Fact]
    public async Task A_failure_leaves_the_old_tree_and_the_next_export_completes()
    {
        Shell.Run(_directory.Path, "cp -a old/. place/target");
        await using TestStore store = await TestStore.CreateAsync();
        Volumes.Trees.TreeEntry root = (await store.ImportAsync(_new)).Root;
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.Volumes.ExportAsync(root, _target, s_atomic, cancelled.Token));
        Assert.Equal(DirectoryListing.Of(_old), DirectoryListing.Of(_target));
        await store.Volumes.ExportAsync(root, _target, s_atomic);

        AssertIsNew();
    }

    [Fact]
    public async Task A_link_in_the_place_beside_is_refused_and_not_followed()
    {
        Shell.Run(_directory.Path, "mkdir outside; echo precious > outside/keep; ln -s ../outside place/.hoody-new-target");

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(ExportAsync);

        Assert.Equal((_beside, "ENOTDIR"), (error.Path, error.ErrorName));
        Assert.Equal("precious\n", await File.ReadAllTextAsync(_directory["outside/keep"]));
    }

    [Fact]
    public async Task A_target_that_is_a_file_is_refused_and_kept()
    {
        File.WriteAllText(_target, "precious");

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(ExportAsync);

        Assert.Equal((_target, "ENOTDIR"), (error.Path, error.ErrorName));
        Assert.Equal("precious", File.ReadAllText(_target));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/proc/self/cwd/../../../../../../../../../../..")]
    public async Task A_target_without_a_parent_is_refused(string target)
    {
        await using TestStore store = await TestStore.CreateAsync();
        Volumes.Trees.TreeEntry root = (await store.ImportAsync(_new)).Root;

        await Assert.ThrowsAsync<FileTreeException>(() => store.Volumes.ExportAsync(root, target, s_atomic));
    }

    [Fact]
    public async Task Of_two_exports_at_one_time_one_is_refused_by_the_lock()
    {
        Shell.Run(_directory.Path, "cp -a old/. place/target; mkdir place/.hoody-new-target");
        using Process holder = Process.Start("flock", ["--no-fork", _beside, "sleep", "1000"]);
        try
        {
            Shell.Run(_directory["place"], "while flock -n .hoody-new-target true; do sleep 0.02; done");

            FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(ExportAsync);

            Assert.Equal((_beside, "EAGAIN"), (error.Path, error.ErrorName));
            Assert.Equal(DirectoryListing.Of(_old), DirectoryListing.Of(_target));
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
            await holder.WaitForExitAsync();
        }

        await ExportAsync();
        AssertIsNew();
    }

    [SkippableFact]
    public async Task A_mount_point_cannot_be_exchanged()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        Directory.CreateDirectory(_target);
        Assert.Equal(0, Tool.Run("mount", "--bind", _old, _target).ExitCode);
        try
        {
            FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(ExportAsync);

            Assert.Contains("export in place", error.Message, StringComparison.Ordinal);
            Assert.Equal("old\n", File.ReadAllText(Path.Combine(_target, "a/b/file")));
        }
        finally
        {
            Assert.Equal(0, Tool.Run("umount", "-l", _target).ExitCode);
        }
    }

    [Fact]
    public async Task A_kill_at_any_moment_leaves_one_tree_or_the_other_whole()
    {
        string[] whole = [string.Join('\n', DirectoryListing.Of(_old)), string.Join('\n', DirectoryListing.Of(_new))];
        Shell.Run(_directory.Path, "cp -a old/. place/target");
        Random random = new(20261128);
        for (int kill = 0; kill < LongForm.Choose(8, 200); kill++)
        {
            ProcessStartInfo start = new("dotnet", ["exec", typeof(Program).Assembly.Location, "alternate", _old, _new, _target]) { RedirectStandardOutput = true };
            using Process child = Process.Start(start)!;
            Assert.Equal("exported", await child.StandardOutput.ReadLineAsync());
            Thread.SpinWait(random.Next(3_000_000)); // anywhere in the next export or the one after
            child.Kill();
            await child.WaitForExitAsync();

            Assert.Contains(string.Join('\n', DirectoryListing.Of(_target)), whole);
        }

        await ExportAsync();
        AssertIsNew();
    }

    private void AssertIsNew()
    {
        Assert.Equal(DirectoryListing.Of(_new), DirectoryListing.Of(_target));
        Assert.Equal([_target], Directory.GetFileSystemEntries(_directory["place"]));
    }

    private async Task<ExportResult> ExportAsync()
    {
        await using TestStore store = await TestStore.CreateAsync();
        return await store.Volumes.ExportAsync((await store.ImportAsync(_new)).Root, _target, s_atomic);
    }
}
