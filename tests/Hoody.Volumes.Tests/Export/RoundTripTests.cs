using Hoody.Testing;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Export;

public class RoundTripTests
{
    [Fact]
    public async Task A_tree_of_every_kind_of_entry_comes_back_as_it_was()
    {
        using TempDirectory temporary = new();
        string source = temporary.CreateDirectory("source");
        SampleTree.Create(source);
        await using TestStore store = await TestStore.CreateAsync();

        ImportResult imported = await store.ImportAsync(source);
        ExportResult exported = await store.ExportAsync(imported.Root, temporary["target"]);

        Assert.Empty(imported.Notices);
        Assert.Empty(exported.Notices);
        Assert.Equal(DirectoryListing.Of(source), DirectoryListing.Of(temporary["target"]));
    }

    [Fact]
    public async Task What_was_exported_imports_as_the_same_tree()
    {
        using TempDirectory temporary = new();
        string source = temporary.CreateDirectory("source");
        SampleTree.Create(source);
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(source);

        await store.ExportAsync(imported.Root, temporary["target"]);

        Assert.Equal(imported.Root, (await store.ImportAsync(temporary["target"])).Root);
    }

    [Fact]
    public async Task A_second_export_touches_nothing()
    {
        using TempDirectory temporary = new();
        string source = temporary.CreateDirectory("source");
        SampleTree.Create(source);
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(source);
        ExportResult first = await store.ExportAsync(imported.Root, temporary["target"]);
        IReadOnlyDictionary<string, string> inodes = DirectoryListing.Inodes(temporary["target"]);

        ExportResult second = await store.ExportAsync(imported.Root, temporary["target"]);

        Assert.Equal(new ExportResult(0, 0, 0, 0, first.Created, 0, second.Notices), second);
        Assert.Equal(inodes, DirectoryListing.Inodes(temporary["target"]));
    }

    [Fact]
    public async Task Holes_stay_holes()
    {
        using TempDirectory temporary = new();
        string source = temporary.CreateDirectory("source");
        SampleTree.Create(source);
        await using TestStore store = await TestStore.CreateAsync();

        await store.ExportAsync((await store.ImportAsync(source)).Root, temporary["target"]);

        const string blocks = "find sparse -type f -printf '%P %b\\n' | sort";
        Assert.Equal(Shell.Run(source, blocks), Shell.Run(temporary["target"], blocks));
    }

    [Fact]
    public async Task An_empty_tree_empties_a_directory()
    {
        using TempDirectory temporary = new();
        SampleTree.Create(temporary.CreateDirectory("target"));
        await using TestStore store = await TestStore.CreateAsync();
        ImportResult imported = await store.ImportAsync(temporary.CreateDirectory("empty"));

        ExportResult exported = await store.ExportAsync(imported.Root, temporary["target"]);

        Assert.Empty(Directory.GetFileSystemEntries(temporary["target"]));
        Assert.True(exported.Removed > 40);
        Assert.Equal("outside", File.ReadAllText(temporary["outside-link"]));
    }
}
