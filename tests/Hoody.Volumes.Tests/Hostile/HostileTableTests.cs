using Hoody.ChunkStore;
using Hoody.Testing;
using Hoody.Volumes.Tests.Fixtures;

namespace Hoody.Volumes.Tests.Hostile;

/// <summary>Each hostile tree meets its fate in typed errors, and nothing beside the target is read or written.</summary>
public sealed class HostileTableTests : IDisposable
{
    /// <summary>What reads all of a tree. A sync and a volume may do their work without having seen what is wrong.</summary>
    private static readonly string[] _readers = ["export", "export over links", "diff", "diff with moves", "pull", "collection"];

    private readonly TempDirectory _directory = new();

    public static TheoryData<string> Names => [.. HostileTrees.All.Select(tree => tree.Name)];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void There_are_two_hundred_at_least_and_no_two_have_one_name()
    {
        Assert.True(HostileTrees.All.Count >= 200, $"{HostileTrees.All.Count} trees");
        Assert.Equal(HostileTrees.All.Count, HostileTrees.All.DistinctBy(tree => tree.Name).Count());
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_tree_meets_its_fate(string name)
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");
        HostileTree tree = HostileTrees.All.Single(tree => tree.Name == name);
        using HostilePlaces places = new(_directory.Path);
        Canary canary = new(_directory.Path);

        HostileRun run = await HostileRun.OfAsync(tree, _directory.Path);

        canary.AssertUntouched();
        AssertMet(tree.Fate, run);
    }

    [SkippableFact]
    public void Those_that_are_or_claim_to_be_large_need_no_more_than_a_small_heap()
    {
        Skip.IfNot(SmallFileSystem.IsSupported, "needs the right to mount");

        // 192 MiB: a pull has both of its sides and both of its stores, which are in memory, in the one process.
        ToolResult result = Tool.Run("env", "DOTNET_GCHeapHardLimit=0xC000000", "dotnet", "exec", typeof(Program).Assembly.Location, "hostile", _directory.Path);

        Assert.Equal((0, $"{HostileTrees.Large.Count} tried\n"), (result.ExitCode, result.Output + result.Error));
    }

    [Theory]
    [InlineData("cat canary/file")]
    [InlineData("cat canary/sub/file")]
    [InlineData("echo more >> canary/file")]
    [InlineData("chmod 600 canary/file")]
    [InlineData("touch canary/sub")]
    [InlineData("ln canary/file canary/sub/again")]
    [InlineData("mv canary/file canary/other; mv canary/other canary/file")]
    [InlineData("ln -sfn secret canary/link")]
    [InlineData("echo beside > beside")]
    public void The_canary_notices(string what)
    {
        Canary canary = new(_directory.Path);
        Shell.Run(_directory.Path, "find canary > /dev/null");
        canary.AssertUntouched();

        Shell.Run(_directory.Path, what);

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(canary.AssertUntouched);
    }

    private static void AssertMet(HostileFate fate, HostileRun run)
    {
        Assert.All(run.Outcomes, outcome => Assert.True(
            outcome.Error is null or ChunkStoreException, $"{outcome.What}: {outcome.Error}"));
        string[] failed = [.. run.Outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.What).Intersect(_readers)];
        switch (fate)
        {
            case HostileFate.Undecodable:
                Assert.Equal(_readers, failed);
                Assert.True(run.IsNamedByVerification, "the verification does not name it");
                break;
            case HostileFate.Refused:
                Assert.Equal(["export", "export over links"], failed.Where(what => what.StartsWith("export", StringComparison.Ordinal)));
                break;
            case HostileFate.TooLarge:
                Assert.Equal(["export", "export over links"], failed);
                Assert.All(run.Outcomes.Take(2), outcome => Assert.True(Assert.IsType<FileTreeException>(outcome.Error).IsDiskFull));
                break;
            default:
                Assert.True(run.Outcomes.All(outcome => outcome.Error is null), string.Join('\n', run.Outcomes));
                Assert.True(run.IsFaithful || fate == HostileFate.Corrected, "something is not as in the tree, and was not reported");
                break;
        }
    }
}
