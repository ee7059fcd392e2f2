using System.Text;
using FsCheck.Xunit;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Tests.Fixtures;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.StatCaching;

/// <summary>Any changes, one after another: an import with a cache never misses one, and neither does an export.</summary>
public sealed class RandomChangesTests
{
    private const int Rounds = 4;
    private const int ChangesPerRound = 5;

    // Paths of few names, so that changes meet; each command may find nothing to do. No pipes: a shell waits for whoever reads them.
    private static readonly string[] _changes =
    [
        "printf {2} > {0}", "printf {2} >> {0}", "rm -rf {0}", "mkdir -p {0}/{2}", "mv -T {0} {1}", "ln -f {0} {1}", "ln -sfn {1} {0}", "chmod 7{2}{2} {0}",
        "touch -d @{2} {0}", "head -c {2}00000 /dev/urandom > {0}", "cp -a {0} {1}", "touch -r {0} {1}", "ln {0} ../outside-{2}", "ln ../outside-{2} {0}",
        "rm -f ../outside-{2}", "touch {0}/{{1..200}}", "rm -f {0}/1{2}*",
    ];

    [Property(MaxTest = 40)]
    public async Task Are_found(int seed)
    {
        Random random = new(seed);
        await using CachedImport import = await CachedImport.CreateAsync();
        await import.ImportAfterAsync("mkdir -p a/a b/a; printf 1 > a/b; printf 2 > c");
        for (int round = 0; round < Rounds; round++)
        {
            ImportResult imported = await import.ImportAfterAsync(Script(random));
            Assert.Empty(imported.Notices);
        }

        ImportResult last = await import.ImportAsync();
        Assert.Equal(last.Root.Totals.Entries, last.Statistics.EntriesKept);
    }

    [Property(MaxTest = 40)]
    public async Task Are_found_after_exports(int seed)
    {
        Random random = new(seed);
        await using CachedImport import = await CachedImport.CreateAsync();
        List<TreeEntry> trees = [(await import.ImportAfterAsync("mkdir -p a/a b/a; printf 1 > a/b; printf 2 > c")).Root];
        for (int round = 0; round < 2 * Rounds; round++)
        {
            // At once, without a tick of the clock: an export promises more than an import.
            Shell.Run(import.Source, Script(random));
            if (random.Next(3) > 0)
            {
                TreeEntry tree = trees[random.Next(trees.Count)];
                ExportOptions options = new() { StatCachePath = import.CachePath, IsAtomic = random.Next(4) == 0 };
                ExportResult exported = await import.Store.Volumes.ExportAsync(tree, import.Source, options);
                Assert.Empty(exported.Notices);
                await using TestStore other = await TestStore.CreateAsync();
                Assert.Equal(tree, (await other.ImportAsync(import.Source)).Root);
            }

            if (random.Next(2) > 0)
            {
                trees.Add((await import.ImportAsync(new ImportOptions { StatCachePath = import.CachePath })).Root);
            }
        }
    }

    private static string Script(Random random)
    {
        StringBuilder script = new("exec 2> /dev/null; ");
        for (int i = 0; i < ChangesPerRound; i++)
        {
            script.AppendFormat(null, _changes[random.Next(_changes.Length)], Path(random), Path(random), random.Next(1, 8)).AppendLine(" || true");
        }

        return script.ToString();
    }

    private static string Path(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => (char)('a' + random.Next(3))));
}
