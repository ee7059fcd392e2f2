using Hoody.Testing.Disks;
using Xunit.Abstractions;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Each call of the file system fails in turn.</summary>
public sealed class FailingCallTests(ITestOutputHelper output)
{
    private static readonly StoreStep[] s_steps =
    [
        .. Enum.GetValues<StoreStep>().Where(step => step is not (StoreStep.Collect or StoreStep.Reopen or StoreStep.Compact)),
        StoreStep.Collect, StoreStep.Reopen, StoreStep.PutMoreAndRef, StoreStep.Collect,
    ];

    // On their own, for each call more is one more run of all: the first run, a run merged with it, and one that leaves out what was collected.
    private static readonly StoreStep[] s_compactions =
    [
        StoreStep.PutAndRef, StoreStep.Compact, StoreStep.PutAndOtherRef, StoreStep.Compact, StoreStep.DeleteRef, StoreStep.Collect, StoreStep.Compact,
        StoreStep.Reopen,
    ];

    // Runs that are looked up in, merged and collected, by the process that made them and by the next one.
    private static readonly StoreStep[] s_lookups =
    [
        StoreStep.PutAndRef, StoreStep.Compact, StoreStep.PutAndOtherRef, StoreStep.Compact, StoreStep.Reopen, StoreStep.DeleteRef, StoreStep.Collect,
        StoreStep.PutMoreAndRef, StoreStep.Compact, StoreStep.PutAndRef,
    ];

    public static TheoryData<int, bool> Failures => new()
    {
        { 5, false }, // EIO
        { 28, false }, // ENOSPC
        { 122, false }, // EDQUOT
        { 28, true },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_call_that_fails_is_a_typed_error_and_loses_nothing(int errorNumber, bool isLasting)
    {
        (int calls, int failed) = await FailEachCallAsync(s_steps, errorNumber, isLasting, (_, _) => true);
        Assert.InRange(failed, 100, calls);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_call_that_fails_around_a_compaction_loses_nothing(int errorNumber, bool isLasting)
    {
        (int calls, int failed) = await FailEachCallAsync(s_compactions, errorNumber, isLasting, (_, _) => true);
        Assert.InRange(failed, 100, calls);
    }

    // Most end no step: what the index cannot tell is read from the packs.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_that_fails_in_an_index_that_is_not_mapped_loses_nothing(bool isLasting)
    {
        (int calls, _) = await FailEachCallAsync(
            s_lookups, 5, isLasting, (call, path) => call == "read" && path.Contains("/index/", StringComparison.Ordinal), readsIndexes: true);
        Assert.InRange(calls, 20, int.MaxValue);
    }

    private async Task<(int Calls, int Failed)> FailEachCallAsync(
        StoreStep[] steps, int errorNumber, bool isLasting, Func<string, string, bool> counts, bool readsIndexes = false)
    {
        int callCount = 0;
        int failedCount = 0;
        bool hasFailed;
        do
        {
            int turn = 0;
            hasFailed = false;
            int failing = ++callCount;
            SimulatedDisk disk = new()
            {
                ReadsIndexes = readsIndexes,
                FailCall = (call, path) =>
                {
                    if (!counts(call, path))
                    {
                        return 0;
                    }

                    int current = Interlocked.Increment(ref turn);
                    bool fails = isLasting ? current >= failing : current == failing;
                    hasFailed |= fails;
                    return fails ? errorNumber : 0;
                },
            };
            StoreWorkload workload = new(disk, backend => backend);
            failedCount += await RunAsync(workload, steps) ? 1 : 0;

            // The process ends as it is, by a kill or by a power cut; the next one finds a disk that works.
            disk.FailCall = (_, _) => 0;
            await AssertKeptAsync(disk.AfterKill(), workload.Promise);
            await AssertKeptAsync(disk.AfterWorstPowerCut(), workload.Promise);
        }
        while (hasFailed);

        output.WriteLine($"error {errorNumber}: {callCount - 1} calls failed in turn, {failedCount} of them ended a step");
        return (callCount, failedCount);
    }

    /// <summary>Runs all steps, each whatever became of the one before.</summary>
    /// <returns>Whether an error came out.</returns>
    private static async Task<bool> RunAsync(StoreWorkload workload, StoreStep[] steps)
    {
        bool hasFailed = await FailsAsync(workload.CreateAsync);
        foreach (StoreStep step in workload.Promise.IsCreated ? steps : [])
        {
            hasFailed |= await FailsAsync(() => workload.RunAsync(step));
        }

        return hasFailed;
    }

    private static async Task<bool> FailsAsync(Func<Task> step)
    {
        try
        {
            await step();
            return false;
        }
        catch (ChunkStoreException)
        {
            return true; // any other exception fails the test
        }
    }

    private static async Task AssertKeptAsync(SimulatedDisk disk, Promise promise)
    {
        promise = await StoreWorkload.RecoverAsync(disk, promise, backend => backend);
        await StoreWorkload.VerifyAsync(disk.AfterWorstPowerCut(), promise, backend => backend);
    }
}
