using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Any sequence of puts, moves of refs, collections, reopenings and crashes agrees with a dictionary of refs and the blobs they need.</summary>
public sealed class StoreSequenceTests
{
    private static readonly StoreStep[] s_steps = Enum.GetValues<StoreStep>();

    [LongFormProperty(300, 100_000)]
    public async Task The_store_agrees_with_a_dictionary_whatever_is_done_to_it(byte[] commands)
    {
        SimulatedDisk disk = new();
        StoreWorkload workload = new(disk, backend => backend);
        await workload.CreateAsync();
        foreach (byte command in commands)
        {
            StoreStep step = s_steps[command % s_steps.Length];
            (SimulatedDisk Disk, Promise Promise)? left = await RunAsync(disk, workload, step, crashAfter: command / s_steps.Length);
            if (left is { } crashed)
            {
                disk = crashed.Disk;
                workload = await StoreWorkload.ResumeAsync(disk, crashed.Promise);
            }
            else if (step == StoreStep.Collect)
            {
                await workload.VerifyAsync();
            }
        }

        await workload.RunAsync(StoreStep.Collect);
        await workload.VerifyAsync();
        await StoreWorkload.VerifyAsync(disk.AfterWorstPowerCut(), workload.Promise, backend => backend);
    }

    /// <summary>Runs a step. For a low number it is crashed after so many changes of the disk: by a kill, or by a power cut.</summary>
    /// <returns>What the crash left; null when there was none, or when the step had come to its end.</returns>
    private static async Task<(SimulatedDisk Disk, Promise Promise)?> RunAsync(
        SimulatedDisk disk, StoreWorkload workload, StoreStep step, int crashAfter)
    {
        (SimulatedDisk Disk, Promise Promise)? left = null;
        int changeCount = 0;
        disk.AfterChange = changed =>
        {
            if (changeCount++ == crashAfter)
            {
                SimulatedDisk crashed = crashAfter % 3 == 0 ? changed.AfterKill() : PowerCut.States(changed, 1, new Random(crashAfter)).First().Disk;
                left = (crashed, workload.Promise);
            }
        };
        await workload.RunAsync(step);
        disk.AfterChange = null;
        return left;
    }
}
