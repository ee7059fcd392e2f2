using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>Compare-and-swap on one ref by several processes, while a collector deletes its history and revokes leases.</summary>
public sealed class RefScheduleTests
{
    private const string TwoFromOne = "two changes started from one generation";
    private const string TwoMadeOne = "two changes made one generation";
    private const string IsGone = "the newest generation is gone";

    [Fact]
    public void In_no_schedule_do_two_changes_start_from_one_generation()
    {
        string? failure = Exploration.FirstFailure(() => RunAsync(ProtocolRules.All), Exploration.Schedules);
        Assert.True(failure is null, failure);
    }

    [Fact]
    public void Without_leases_some_schedule_loses_a_change_or_what_it_points_to() =>
        Exploration.AssertLoses(
            () => RunAsync(ProtocolRules.All with { CommitsGoThroughTheLease = false }), [TwoFromOne, TwoMadeOne, IsGone, .. Process.Losses]);

    private static async Task RunAsync(ProtocolRules rules)
    {
        MemoryBackend memory = await Process.CreateStoreAsync();
        Process first = await Process.StartAsync(memory, rules);
        await first.CommitAsync("ref", 1);
        List<(long Expected, long Created)>[] changes = [[], [], []];
        Process[] writers = await Task.WhenAll(changes.Select(_ => Process.StartAsync(memory, rules)));
        Process collector = await Process.StartAsync(memory, rules);
        await Task.WhenAll(
            [.. writers.Select((writer, i) => Task.Run(() => MoveAsync(writer, (byte)(i + 1), changes[i]))),
            Task.Run(() => collector.CollectAsync(3))]);

        (long Expected, long Created)[] all = [.. changes.SelectMany(each => each)];
        Require(all.Select(change => change.Expected).Distinct().Count() == all.Length, TwoFromOne);
        Require(all.Select(change => change.Created).Distinct().Count() == all.Length, TwoMadeOne);
        RefValue? last = await first.Refs.GetAsync("ref");
        Require(last is not null && all.All(change => change.Created <= last.Generation), IsGone);
        await Process.AssertIntactAsync(memory);
    }

    private static async Task MoveAsync(Process process, byte chunk, List<(long Expected, long Created)> changes)
    {
        for (int i = 0; i < 2; i++)
        {
            try
            {
                await process.PinnedAsync(async () =>
                {
                    BlobId snapshot = await process.PutAsync(chunk);
                    RefValue? current = await process.Refs.GetAsync("ref");
                    RefValue moved = await process.Refs.UpdateAsync("ref", snapshot, current?.Generation ?? 0);
                    changes.Add((current?.Generation ?? 0, moved.Generation));
                });
            }
            catch (Exception exception) when (exception is LeaseRevokedException or RefConflictException)
            {
                continue;
            }
        }
    }

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new InvalidOperationException(problem);
        }
    }
}
