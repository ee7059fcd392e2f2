using System.Security.Cryptography;
using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

/// <summary>Sources that change under the import, at known points where that is possible.</summary>
public sealed class ChangingSourceTests : IDisposable
{
    private const int LargeLength = 5_000_000;

    private readonly TempDirectory _directory = new();
    private readonly string _source;

    public ChangingSourceTests()
    {
        _source = _directory.CreateDirectory("source");
        File.WriteAllBytes(Path.Combine(_source, "large"), RandomNumberGenerator.GetBytes(LargeLength));
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_file_that_keeps_growing_is_kept_as_read_with_a_notice()
    {
        await using TestStore store = await TestStore.CreateAsync();

        ImportResult imported = await store.ImportAsync(_source, () => File.AppendAllText(Path.Combine(_source, "large"), "more"));

        ImportNotice notice = Assert.Single(imported.Notices);
        Assert.Equal((ImportNoticeKind.ChangedWhileRead, TreePath.Parse("large")), (notice.Kind, notice.Path));
        TreeEntry file = Assert.Single(await store.EntriesAsync(imported.Root));
        Assert.InRange(file.Length, LargeLength, new FileInfo(Path.Combine(_source, "large")).Length - 1);
    }

    [Fact]
    public async Task A_file_that_changes_once_is_read_again()
    {
        await using TestStore store = await TestStore.CreateAsync();
        int calls = 0;

        ImportResult imported = await store.ImportAsync(_source, () =>
        {
            if (calls++ == 0)
            {
                File.WriteAllText(Path.Combine(_source, "large"), "short");
            }
        });

        Assert.Empty(imported.Notices);
        TreeEntry file = Assert.Single(await store.EntriesAsync(imported.Root));
        Assert.Equal(BlobId.Compute(BlobKind.Chunk, "short"u8), file.Content.Id);
    }

    [Fact]
    public async Task A_file_that_vanishes_is_left_out_with_a_notice()
    {
        string later = Path.Combine(_source, "later");
        File.WriteAllText(later, "gone soon");
        await using TestStore store = await TestStore.CreateAsync();

        ImportResult imported = await store.ImportAsync(_source, () => File.Delete(later));

        Assert.Contains(imported.Notices, notice => notice.Kind == ImportNoticeKind.Vanished && notice.Path == TreePath.Parse("later"));
        Assert.Equal("large", Assert.Single(await store.EntriesAsync(imported.Root)).Name.ToString());
    }

    [Theory]
    [InlineData("ln -s elsewhere later", EntryType.SymbolicLink)]
    [InlineData("mkfifo later", EntryType.Fifo)]
    public async Task A_file_that_becomes_something_else_is_taken_as_that_and_not_opened(string replacement, EntryType expected)
    {
        File.WriteAllText(Path.Combine(_source, "later"), "a file at first");
        await using TestStore store = await TestStore.CreateAsync();
        int calls = 0;

        ImportResult imported = await store.ImportAsync(_source, () =>
        {
            if (calls++ == 0)
            {
                Shell.Run(_source, "rm later; " + replacement);
            }
        });

        Assert.Equal(expected, (await store.EntriesAsync(imported.Root)).Single(entry => entry.Name == new EntryName("later")).Type);
    }

    [Fact]
    public async Task One_name_of_a_file_that_vanishes_leaves_the_other()
    {
        Shell.Run(_source, "echo shared > m; ln m n");
        await using TestStore store = await TestStore.CreateAsync();

        ImportResult imported = await store.ImportAsync(_source, () => File.Delete(Path.Combine(_source, "m")));

        TreeEntry other = (await store.EntriesAsync(imported.Root)).Single(entry => entry.Name == new EntryName("n"));
        Assert.Equal(BlobId.Compute(BlobKind.Chunk, "shared\n"u8), other.Content.Id);
    }

    [Fact]
    public async Task A_name_that_is_given_to_another_file_does_not_speak_for_the_names_of_the_first()
    {
        Shell.Run(_source, "echo shared > m; ln m n");
        await using TestStore store = await TestStore.CreateAsync();
        int calls = 0;

        ImportResult imported = await store.ImportAsync(_source, () =>
        {
            if (calls++ == 0)
            {
                Shell.Run(_source, "echo other > ../m; mv ../m m");
            }
        });

        List<TreeEntry> entries = await store.EntriesAsync(imported.Root);
        Assert.Equal(
            [("m", BlobId.Compute(BlobKind.Chunk, "other\n"u8), false), ("n", BlobId.Compute(BlobKind.Chunk, "shared\n"u8), false)],
            entries.Where(entry => entry.Length < LargeLength).Select(entry => (entry.Name.ToString(), entry.Content.Id, entries.Count(other => entry.HardLinkGroup != 0 && other.HardLinkGroup == entry.HardLinkGroup) > 1)));
    }

    [Fact]
    public async Task A_file_that_gets_the_inode_of_one_that_is_gone_is_not_taken_for_it()
    {
        // So many between them that the walk, whose queue is full while the large file is read, has met the first names and has not looked at the last ones.
        Shell.Run(_source, "echo first > a; ln a b; for i in {1000..1399}; do echo $i > p$i; done; echo second > z1; ln z1 z2");
        await using TestStore store = await TestStore.CreateAsync();
        int calls = 0;

        ImportResult imported = await store.ImportAsync(_source, () =>
        {
            if (calls++ == 0)
            {
                Shell.Run(_source, "rm a b z1 z2; echo third > z1; ln z1 z2");
            }
        });

        Assert.All(
            (await store.EntriesAsync(imported.Root)).Where(entry => entry.Name >= new EntryName("z")),
            entry => Assert.Equal(BlobId.Compute(BlobKind.Chunk, "third\n"u8), entry.Content.Id));
    }

    [Fact]
    public async Task A_cancelled_import_ends_as_cancelled_and_leaves_nothing_open()
    {
        await using TestStore store = await TestStore.CreateAsync();
        SampleTree.Create(_directory.CreateDirectory("source/sub"));
        using CancellationTokenSource cancel = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ImportAsync(_source, cancel.Cancel, cancel.Token));

        Assert.Equal(0, store.Blobs.GetStatistics().Blobs);
        Assert.DoesNotContain(OpenPaths(), path => path.StartsWith(_source, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_directory_that_changes_all_the_time_is_imported_without_an_error()
    {
        using CancellationTokenSource stop = new();
        Task racer = Task.Run(() => ChangeUntil(stop.Token));
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry last = (await store.ImportAsync(_source)).Root;

        for (int i = 0; i < 200; i++)
        {
            last = (await store.ImportAsync(_source)).Root;
        }

        await stop.CancelAsync();
        await racer;
        await store.ExportAsync(last, _directory["target"]);
        Assert.Equal(last, (await store.ImportAsync(_directory["target"])).Root);
    }

    private static IEnumerable<string> OpenPaths() =>
        Directory.GetFileSystemEntries("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget ?? "");

    private void ChangeUntil(CancellationToken stop)
    {
        Random random = new(1);
        while (!stop.IsCancellationRequested)
        {
            string path = Path.Combine(_source, $"d{random.Next(3)}", $"e{random.Next(5)}");
            try
            {
                ChangeOnce(random.Next(5), path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // What is there does not allow this change; the next one is another.
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    private static void ChangeOnce(int what, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!); // Not null: the path has two names.
        switch (what)
        {
            case 0: File.WriteAllText(path, path); break;
            case 1: File.Delete(path); break;
            case 2: Directory.CreateDirectory(path + "/deeper"); break;
            case 3: Directory.Delete(Path.GetDirectoryName(path)!, recursive: true); break; // Not null: as above.
            default: File.CreateSymbolicLink(path, ".."); break;
        }
    }
}
