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

    public static TheoryData<int, bool> Failures => new()
    {
        { 5, false }, // EIO
        { 28, false }, // ENOSPC
        { 122, false }, // EDQUOT
        { 28, true },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public Task A_call_that_fails_is_a_typed_error_and_loses_nothing(int errorNumber, bool isLasting) =>
        FailEachCallAsync(s_steps, errorNumber, isLasting);

    [Theory]
    [MemberData(nameof(Failures))]
    public Task A_call_that_fails_around_a_compaction_loses_nothing(int errorNumber, bool isLasting) =>
        FailEachCallAsync(s_compactions, errorNumber, isLasting);

    private async Task FailEachCallAsync(StoreStep[] steps, int errorNumber, bool isLasting)
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
                FailCall = (_, _) =>
                {
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
        Assert.InRange(failedCount, 100, callCount);
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
