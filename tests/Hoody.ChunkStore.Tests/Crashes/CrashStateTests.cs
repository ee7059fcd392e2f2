using Hoody.Testing;
using Xunit.Abstractions;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Whatever a crash leaves, at any moment, the store opens and keeps what it promised.</summary>
public sealed class CrashStateTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_crash_at_any_call_loses_what_was_acknowledged()
    {
        CrashExplorer explorer = new()
        {
            StatesPerPoint = LongForm.Choose(64, 1024),
            StatesPerPointInRecovery = LongForm.Choose(6, 64),
            LongestSequencesOneIn = LongForm.Choose(21, 1),
        };
        await explorer.ExploreAsync(stepsMax: 3);
        output.WriteLine(
            $"{explorer.PointCount:N0} crash points, {explorer.StateCount:N0} states after power cuts, "
                + $"{explorer.DifferentStateCount:N0} of them different, {explorer.KillCount:N0} after kills");
        Assert.Empty(explorer.Losses);
        Assert.InRange(explorer.StateCount, 1_000_000, long.MaxValue);
    }
}
