using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Somebody exchanges directories and files for links to a canary while they are exported to and imported from.</summary>
/// <remarks>A race is one name that is exchanged all the time and that one export, or one import, has come to.</remarks>
public sealed class SwapRaceTests : IDisposable
{
    private const int NamesOfAKind = 12;

    private static readonly int s_races = LongForm.Choose(20_000, 100_000);

    private static readonly string[] s_names =
    [
        .. Enumerable.Range(0, NamesOfAKind).SelectMany(number => new[] { $"d{number:D2}", $"e{number:D2}", $"f{number:D2}", $"deep/er/g{number:D2}" }),
    ];

    private readonly TempDirectory _directory = new();

    public SwapRaceTests()
    {
        foreach (string place in (string[])["one", "two"])
        {
            Make(place, $"mkdir d$n e$n; echo {place} > d$n/file; mkdir d$n/inner; echo {place} > d$n/inner/file; echo {place} > f$n; echo {place} > e$n/secret; ln e$n/secret h$n; mkdir deep/er/g$n; echo {place} > deep/er/g$n/file");
        }

        Make("aside", "ln -s ../canary d$n; ln -s ../canary/sub e$n; ln -s ../canary/file f$n; ln -s \"$(realpath ../canary)\" deep/er/g$n");
        Shell.Run(_directory.Path, "mkdir target; cp -a one source");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task No_export_writes_or_reads_through_a_link_that_was_a_directory_or_a_file_a_moment_ago()
    {
        await using TestStore store = await TestStore.CreateAsync();
        TreeEntry[] trees = [(await store.ImportAsync(_directory["one"])).Root, (await store.ImportAsync(_directory["two"])).Root];
        await store.ExportAsync(trees[0], _directory["target"]);
        Canary canary = new(_directory.Path);

        await using (SwapRace race = new(_directory["target"], _directory["aside"], s_names))
        {
            int runs = 0;
            for (long races = 0; races < s_races; runs++)
            {
                races += await ExportAsync(store, trees[runs % 2]);
            }

            Assert.True(race.Swaps > runs, $"only {race.Swaps} exchanges in {runs} exports");
        }

        canary.AssertUntouched();
        await store.ExportAsync(trees[1], _directory["target"]);
        Assert.Equal(DirectoryListing.Of(_directory["two"]), DirectoryListing.Of(_directory["target"]));
    }

    [Fact]
    public async Task No_import_reads_through_one()
    {
        Canary canary = new(_directory.Path);
        await using TestStore store = await TestStore.CreateAsync();

        long links = 0;
        await using (SwapRace race = new(_directory["source"], _directory["aside"], s_names))
        {
            int runs = 0;
            for (; runs * s_names.Length < s_races; runs++)
            {
                ImportResult imported = await store.ImportAsync(_directory["source"]);
                links += imported.Statistics.OtherEntries;
            }

            Assert.True(race.Swaps > runs, $"only {race.Swaps} exchanges in {runs} imports");
        }

        canary.AssertUntouched();
        Assert.True(links > 0, "no import met a link");
        Assert.False(store.Blobs.Contains(BlobId.Compute(BlobKind.Chunk, Canary.Content)));
    }

    /// <returns>How many of the names the export came to.</returns>
    private async Task<int> ExportAsync(TestStore store, TreeEntry tree)
    {
        try
        {
            await store.ExportAsync(tree, _directory["target"]);
            return s_names.Length;
        }
        catch (FileTreeException exception)
        {
            Assert.StartsWith(_directory["target"], exception.Path, StringComparison.Ordinal);
            return s_names.Count(name => string.CompareOrdinal(_directory["target/" + name], exception.Path) < 0);
        }
    }

    private void Make(string place, string script) => Shell.Run(
        _directory.Path, $"mkdir -p {place}/deep/er; cd {place}; for n in $(seq -w 0 {NamesOfAKind - 1}); do {script}; done");
}
