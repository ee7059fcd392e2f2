using System.Security.Cryptography;
using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

public sealed class ImportTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Threads_do_not_matter()
    {
        string source = _directory.CreateDirectory("source");
        SampleTree.Create(source);
        HashSet<TreeEntry> roots = [];

        foreach (int degree in new[] { 1, 2, 16 })
        {
            await using TestStore store = await TestStore.CreateAsync();
            roots.Add((await store.ImportAsync(source, new ImportOptions { DegreeOfParallelism = degree })).Root);
        }

        Assert.Single(roots);
    }

    [Fact]
    public async Task A_second_import_finds_everything_in_the_store()
    {
        string source = _directory.CreateDirectory("source");
        SampleTree.Create(source);
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult first = await store.ImportAsync(source);

        ImportResult second = await store.ImportAsync(source);

        Assert.Equal(first.Root, second.Root);
        Assert.True(first.Statistics.BlobsNew > 0);
        Assert.Equal((0, 0, 0), (second.Statistics.BlobsNew, second.Statistics.PlainBytesNew, second.Statistics.StoredBytesNew));
    }

    [Fact]
    public async Task The_statistics_are_those_of_find()
    {
        string source = _directory.CreateDirectory("source");
        SampleTree.Create(source);
        await using TestStore store = await TestStore.CreateAsync();

        ImportStatistics statistics = (await store.ImportAsync(source)).Statistics;

        Assert.Equal(Count(source, "-type f"), statistics.Files);
        Assert.Equal(Count(source, "-type d"), statistics.Directories);
        Assert.Equal(Count(source, "! -type f ! -type d"), statistics.OtherEntries);
    }

    [Fact]
    public async Task An_empty_directory_is_an_empty_tree()
    {
        await using TestStore store = await TestStore.CreateAsync();

        ImportResult imported = await store.ImportAsync(_directory.CreateDirectory("source"));

        Assert.Empty(await store.EntriesAsync(imported.Root));
        Assert.Equal(default, imported.Root.Totals);
        Assert.True(imported.Root.Name.IsRoot);
    }

    [Theory]
    [InlineData("missing", "no such directory")]
    [InlineData("file", "is not a directory")]
    [InlineData("dangling", "no such directory")]
    [InlineData("pipe", "is not a directory")]
    public async Task A_source_that_is_no_directory_is_an_error_that_names_it(string name, string problem)
    {
        Shell.Run(_directory.Path, "touch file; ln -s nowhere dangling; mkfifo pipe");
        await using TestStore store = await TestStore.CreateAsync();

        FileTreeException error = await Assert.ThrowsAsync<FileTreeException>(() => store.ImportAsync(_directory[name]));

        Assert.Equal(_directory[name], error.Path);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, store.Blobs.GetStatistics().Blobs);
    }

    [Fact]
    public async Task A_source_with_a_NUL_in_its_path_is_refused()
    {
        await using TestStore store = await TestStore.CreateAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.ImportAsync(_directory.Path + "\0x"));
    }

    [Fact]
    public async Task A_link_that_the_caller_gives_is_followed()
    {
        Shell.Run(_directory.Path, "mkdir real; touch real/file; ln -s real link");
        await using TestStore store = await TestStore.CreateAsync();

        Assert.Equal((await store.ImportAsync(_directory["real"])).Root, (await store.ImportAsync(_directory["link"])).Root);
    }

    [Fact]
    public async Task Names_of_one_file_share_a_group_and_a_file_whose_other_names_lie_outside_has_none()
    {
        Shell.Run(_directory.Path, "mkdir in; cd in; echo 1 > a; ln a b; echo 2 > c; ln c d; echo 3 > e; ln e ../outside; echo 4 > f");
        await using TestStore store = await TestStore.CreateAsync();

        IReadOnlyList<TreeEntry> entries = await store.EntriesAsync((await store.ImportAsync(_directory["in"])).Root);

        ulong[] groups = [.. entries.Select(entry => entry.HardLinkGroup)];
        Assert.Equal(groups[0], groups[1]);
        Assert.Equal(groups[2], groups[3]);
        Assert.Equal(3, new HashSet<ulong>(groups).Count);
        Assert.Equal((0UL, 0UL), (groups[4], groups[5]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65536)]
    public async Task A_file_of_up_to_64_KiB_is_one_chunk(int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        TreeEntry file = await ImportFileAsync(content, await TestStore.CreateAsync());

        Assert.Equal(new FileContent(FileContentKind.SingleChunk, BlobId.Compute(BlobKind.Chunk, content)), file.Content);
    }

    [Fact]
    public async Task A_large_directory_is_stored_while_it_is_read_and_is_the_same_whatever_the_threads()
    {
        string source = _directory.CreateDirectory("source");
        Shell.Run(source, "for i in $(seq 3000); do echo $i > $i; done; mkdir 21x 5000; touch 5000/a");
        await using TestStore store = await TestStore.CreateAsync();

        TreeEntry[] roots = await Task.WhenAll(((int[])[1, 8]).Select(async degree =>
            (await store.ImportAsync(source, new ImportOptions { DegreeOfParallelism = degree })).Root));

        Assert.Equal(roots[0], roots[1]);
        Assert.Equal(
            Directory.EnumerateFileSystemEntries(source).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal),
            (await store.EntriesAsync(roots[0])).Select(entry => entry.Name.ToString()));
    }

    [Theory]
    [InlineData(65537)]
    [InlineData(5_000_000)]
    public async Task A_longer_file_is_cut_where_the_chunker_cuts_it(int length)
    {
        byte[] content = RandomNumberGenerator.GetBytes(length);
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry file = await ImportFileAsync(content, store);

        IReadOnlyList<ChunkSpan> chunks = await Sample.ReadChunksAsync(store.Blobs, file);

        Assert.Equal(Cut(store.Blobs.Format.Chunker, content), chunks.Select(chunk => chunk.LengthBytes));
    }

    [SkippableFact]
    public async Task A_store_that_is_full_fails_the_import_and_stays_usable()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        string source = _directory.CreateDirectory("source");
        File.WriteAllBytes(Path.Combine(source, "large"), RandomNumberGenerator.GetBytes(8_000_000));
        using SmallFileSystem disk = new(3 << 20);
        string small = _directory.CreateDirectory("small");
        File.WriteAllText(Path.Combine(small, "file"), "fits");

        await using (TestStore store = await TestStore.CreateAsync(new ChunkStore.Backends.DiskBackend(disk.Path)))
        {
            await Assert.ThrowsAsync<StoreFullException>(() => store.ImportAsync(source));
        }

        await using BlobStore reopened = await BlobStore.OpenAsync(new ChunkStore.Backends.DiskBackend(disk.Path));
        ImportResult imported = await new VolumeStore(reopened).ImportAsync(small);
        Assert.Equal(1, imported.Statistics.Files);
    }

    private static long Count(string directory, string condition) =>
        Shell.RunForBytes(directory, $"find . -mindepth 1 {condition} -printf x").Length;

    private static IEnumerable<int> Cut(ChunkerProfile profile, byte[] content)
    {
        for (int start = 0; start < content.Length;)
        {
            int length = Chunker.FindCut(profile, content.AsSpan(start));
            yield return length;
            start += length;
        }
    }

    private async Task<TreeEntry> ImportFileAsync(byte[] content, TestStore store)
    {
        File.WriteAllBytes(Path.Combine(_directory.CreateDirectory("one"), "file"), content);
        return Assert.Single(await store.EntriesAsync((await store.ImportAsync(_directory["one"])).Root));
    }
}
