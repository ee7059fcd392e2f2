using System.Text;
using FsCheck.Xunit;
using Hoody.Testing;
using Hoody.Volumes.Diffing;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Comparing;

/// <summary>A diff of a tree and a directory is the diff of the tree and what an import of the directory gives.</summary>
public sealed class DirectoryDiffLawTests
{
    private const int Rounds = 3;
    private const int EditsPerRound = 5;

    // Paths of few names, so that edits meet; each command may find nothing to do. No pipes: a shell waits for whoever reads them.
    private static readonly string[] s_edits =
    [
        "printf {2} > {0}", "printf {2} >> {0}", "rm -rf {0}", "mkdir -p {0}/{2}", "mv -T {0} {1}", "mv {0} {1}", "ln -f {0} {1}", "ln -sfn {1} {0}", "chmod 7{2}{2} {0}",
        "touch -d @{2} {0}", "head -c {2}00000 /dev/urandom > {0}", "head -c {2}0000 /dev/urandom | dd of={0} bs=1000 seek={2}0 conv=notrunc", "cp -a {0} {1}", "truncate -s 400K {0}",
        "ln {0} ../outside-{2}", "touch {0}/{{1..200}}",
    ];

    [Property(Arbitrary = [typeof(ModelGenerators)], MaxTest = 40)]
    public async Task Of_two_trees(ModelTree before, ModelTree after, bool findsMoves, bool countsNewBytes)
    {
        using TempDirectory directory = new();
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        await volume.Store.ExportAsync(await volume.PutAsync(before), directory["tree"]);
        TreeEntry root = (await volume.Store.ImportAsync(directory["tree"])).Root;
        await volume.Store.ExportAsync(await volume.PutAsync(after), directory["tree"]);

        await AssertSameAsync(volume, root, directory["tree"], new DiffOptions { FindMoves = findsMoves, CountNewBytes = countsNewBytes });
    }

    [Property(MaxTest = 30)]
    public async Task Of_edits(int seed)
    {
        Random random = new(seed);
        using TempDirectory directory = new();
        string tree = directory.CreateDirectory("tree");
        ImportOptions reading = new() { StatCachePath = directory["cache"], Clock = new FarFuture() };
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        Shell.Run(tree, "mkdir -p a/a b/a; printf 1 > a/b; head -c 300000 /dev/urandom > c");
        TreeEntry root = (await volume.Store.ImportAsync(tree, reading)).Root;
        for (int round = 0; round < Rounds; round++)
        {
            FileClock.Tick(directory.Path);
            Shell.Run(tree, EditsOf(random));

            await AssertSameAsync(volume, root, tree, new DiffOptions { FindMoves = random.Next(2) > 0, CountNewBytes = true }, random.Next(2) > 0 ? reading : null);
        }
    }

    private static async Task AssertSameAsync(MemoryVolume volume, TreeEntry root, string directory, DiffOptions options, ImportOptions? reading = null)
    {
        List<TreeChange> changes = await volume.CollectAsync(volume.Store.DiffDirectoryAsync(root, directory, options, reading));

        TreeEntry imported = (await volume.Store.ImportAsync(directory, reading)).Root;
        Assert.Equal(await volume.CollectAsync(volume.Store.DiffAsync(root, imported, options)), changes);
    }

    private static string EditsOf(Random random)
    {
        StringBuilder script = new("exec 2> /dev/null; ");
        for (int i = 0; i < EditsPerRound; i++)
        {
            script.AppendFormat(null, s_edits[random.Next(s_edits.Length)], Path(random), Path(random), random.Next(1, 8)).AppendLine(" || true");
        }

        return script.ToString();
    }

    private static string Path(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => (char)('a' + random.Next(3))));
}
