using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Export;

/// <summary>Which directory it is that an atomic export exchanges.</summary>
public sealed class ExchangePlaceTests : IDisposable
{
    private static readonly ExportOptions s_atomic = new() { IsAtomic = true };

    private readonly TempDirectory _directory = new();

    public ExchangePlaceTests() => Shell.Run(
        _directory.Path, "mkdir -p old new place/below; echo old > old/file; echo new > new/file; cp -a old place/target; cp -a old target");

    public void Dispose() => _directory.Dispose();

    // Text alone leads to the other target.
    [Theory]
    [InlineData("ln -s place/below current", "current/../target")]
    [InlineData("mkdir far; ln -s ../place/below far/current; ln -s far/current current", "current/../target")]
    [InlineData("ln -s place/below current; ln -s ../target place/below/link", "current/link")]
    [InlineData("rm -r place/target; ln -s place/below current", "current/../target//")]
    [InlineData("rm -r place/target; ln -s place/below current; ln -s ../target place/below/link", "current/link")]
    public async Task A_path_leads_where_the_system_finds_it_behind_links(string script, string path)
    {
        Shell.Run(_directory.Path, script);
        await using TestStore store = await TestStore.CreateAsync();

        await store.Volumes.ExportAsync((await store.ImportAsync(_directory["new"])).Root, _directory[path], s_atomic);

        Assert.Equal(DirectoryListing.Of(_directory["old"]), DirectoryListing.Of(_directory["target"]));
        Assert.Equal(DirectoryListing.Of(_directory["new"]), DirectoryListing.Of(_directory["place/target"]));
    }

    [Fact]
    public async Task Links_in_a_circle_lead_nowhere()
    {
        Shell.Run(_directory.Path, "ln -s two one; ln -s one two");
        await using TestStore store = await TestStore.CreateAsync();
        Volumes.Trees.TreeEntry root = (await store.ImportAsync(_directory["new"])).Root;

        FileTreeException error = await Assert.ThrowsAnyAsync<FileTreeException>(() => store.Volumes.ExportAsync(root, _directory["one"], s_atomic));

        Assert.Equal((_directory["one"], "ELOOP"), (error.Path, error.ErrorName));
    }
}
