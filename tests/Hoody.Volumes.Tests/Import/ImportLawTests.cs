using FsCheck.Xunit;
using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Import;

/// <summary>What an import gives follows from the directory alone: not from when, where, by how many or in which order it is read.</summary>
public sealed class ImportLawTests
{
    private const int Owner = 1234;

    // The last name first; the directories get their times once nothing comes into them any more.
    private const string Reverse =
        """
        mkdir ../reversed
        find . -mindepth 1 ! -type d | LC_ALL=C sort -r | while read -r f; do cp -a --parents "$f" ../reversed; done
        find . -depth -type d | while read -r d; do mkdir -p "../reversed/$d"; chmod --reference="$d" "../reversed/$d"; touch -r "$d" "../reversed/$d"; done
        find . -depth -type d | while read -r d; do touch -r "$d" "../reversed/$d"; done
        """;

    [Property(Arbitrary = [typeof(ModelGenerators)], MaxTest = 40)]
    public async Task The_same_directory_gives_the_same_tree_whatever_the_time_the_store_and_the_threads(ModelTree model, byte threads)
    {
        using TempDirectory directory = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await using MemoryVolume other = await MemoryVolume.CreateAsync();
        await volume.Store.ExportAsync(await volume.PutAsync(model), directory["tree"]);

        TreeEntry first = await ImportAsync(volume, directory["tree"], threads: 1);

        Assert.Equal(first, await ImportAsync(volume, directory["tree"], threads: 1));
        Assert.Equal(first, await ImportAsync(volume, directory["tree"], threads: (threads % 16) + 1));
        Assert.Equal(first, await ImportAsync(other, directory["tree"], threads: 256));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)], MaxTest = 40)]
    public async Task The_order_in_which_entries_were_made_does_not_matter(ModelTree model)
    {
        using TempDirectory directory = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await volume.Store.ExportAsync(await volume.PutAsync(model), directory["tree"]);
        Shell.Run(directory["tree"], Reverse);

        Assert.Equal(await ImportAsync(volume, directory["tree"], threads: 2), await ImportAsync(volume, directory["reversed"], threads: 2));
    }

    [Property(Arbitrary = [typeof(ModelGenerators)], MaxTest = 40)]
    public async Task A_tree_on_another_file_system_with_other_owners_keeps_its_content_only_id(ModelTree model)
    {
        using TempDirectory directory = new();
        using TempDirectory elsewhere = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await using MemoryVolume other = await MemoryVolume.CreateAsync();
        await volume.Store.ExportAsync(await volume.PutAsync(model), directory["tree"]);
        Shell.Run(directory["tree"], "cp -a . " + elsewhere["tree"]);
        Shell.Run(elsewhere["tree"], $"[ $(id -u) != 0 ] || chown -hR {Owner}:{Owner} .; find . -exec touch -h -d @5 {{}} +");

        TreeEntry here = await ImportAsync(volume, directory["tree"], threads: 2);
        TreeEntry there = await ImportAsync(other, elsewhere["tree"], threads: 2);

        Assert.NotEqual(here, there);
        Assert.Equal(here.ContentOnlyId, there.ContentOnlyId);
    }

    private static async Task<TreeEntry> ImportAsync(MemoryVolume volume, string directory, int threads) =>
        (await volume.Store.ImportAsync(directory, new ImportOptions { DegreeOfParallelism = threads })).Root;
}
