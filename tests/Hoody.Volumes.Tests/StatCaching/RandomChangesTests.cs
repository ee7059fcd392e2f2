using System.Text;
using FsCheck.Xunit;
using Hoody.Volumes.Import;

namespace Hoody.Volumes.Tests.StatCaching;

/// <summary>Any changes, one after another: an import with a cache never misses one.</summary>
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
            StringBuilder script = new("exec 2> /dev/null; ");
            for (int i = 0; i < ChangesPerRound; i++)
            {
                script.AppendFormat(null, _changes[random.Next(_changes.Length)], Path(random), Path(random), random.Next(1, 8)).AppendLine(" || true");
            }

            ImportResult imported = await import.ImportAfterAsync(script.ToString());
            Assert.Empty(imported.Notices);
        }

        ImportResult last = await import.ImportAsync();
        Assert.Equal(last.Root.Totals.Entries, last.Statistics.EntriesKept);
    }

    private static string Path(Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => (char)('a' + random.Next(3))));
}
