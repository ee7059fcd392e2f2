using System.Collections.Concurrent;
using Hoody.ChunkStore.Backends;
using Hoody.Testing.Disks;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Runs workloads on simulated disks, crashes them after every change, and recovers from every state that the crash can leave.</summary>
internal sealed class CrashExplorer
{
    private readonly ConcurrentDictionary<(ulong, int), bool> _seen = new();
    private readonly ConcurrentQueue<Exception> _losses = new();
    private readonly Func<IStorageBackend, IStorageBackend> _decorate;
    private long _pointCount;
    private long _stateCount;
    private long _differentCount;
    private long _killCount;

    /// <param name="decorate">What each process puts between its store and the disk; null for nothing.</param>
    internal CrashExplorer(Func<IStorageBackend, IStorageBackend>? decorate = null) => _decorate = decorate ?? (backend => backend);

    private sealed record Crash(SimulatedDisk Disk, Promise Promise, int Depth);

    internal DiskLies Lies { get; init; } = new();

    /// <summary>How many states of one crash are tried; of more, as many drawn by chance.</summary>
    internal int StatesPerPoint { get; init; } = 64;

    /// <summary>As <see cref="StatesPerPoint"/>, of a crash inside recovery.</summary>
    internal int StatesPerPointInRecovery { get; init; } = 6;

    /// <summary>Of the longest sequences of steps one in so many is tried, all shorter ones are; not a multiple of the number of steps.</summary>
    internal int LongestSequencesOneIn { get; init; } = 1;

    /// <summary>No more workloads are begun once so many losses were found.</summary>
    internal int LossesMax { get; init; } = 5;

    /// <summary>How many calls were followed by a crash.</summary>
    internal long PointCount => _pointCount;

    /// <summary>How many states power cuts have left; many are the same as an earlier one.</summary>
    internal long StateCount => _stateCount;

    /// <summary>How many of them were different, and so recovered from.</summary>
    internal long DifferentStateCount => _differentCount;

    /// <summary>How many disks were recovered from on which the processes were killed and the power stayed.</summary>
    internal long KillCount => _killCount;

    internal IReadOnlyCollection<Exception> Losses => _losses;

    /// <summary>Crashes in the creation of a store, and then in every sequence of up to so many steps, in the last step of each.</summary>
    internal async Task ExploreAsync(int stepsMax)
    {
        await ExploreAsync([]);
        IEnumerable<StoreStep[]> sequences = [[]];
        for (int length = 1; length <= stepsMax; length++)
        {
            sequences = [.. sequences.SelectMany(sequence => Enum.GetValues<StoreStep>().Select(step => (StoreStep[])[.. sequence, step]))];
            int oneIn = length == stepsMax ? LongestSequencesOneIn : 1;
            await Parallel.ForEachAsync(
                sequences.Where((_, index) => index % oneIn == 0).TakeWhile(_ => _losses.Count < LossesMax), async (sequence, _) => await ExploreAsync(sequence));
        }
    }

    private async Task ExploreAsync(StoreStep[] sequence)
    {
        SimulatedDisk disk = new() { Lies = Lies };
        ConcurrentQueue<Crash> crashes = new();
        await using (StoreWorkload workload = new(disk, _decorate))
        {
            disk.AfterChange = sequence.Length == 0 ? _ => CrashHere() : null;
            await workload.CreateAsync();
            for (int i = 0; i < sequence.Length; i++)
            {
                disk.AfterChange = i == sequence.Length - 1 ? _ => CrashHere() : null;
                await workload.RunAsync(sequence[i]);
            }

            // After the acknowledgement, the crash that gave the promise its meaning.
            CrashHere();
            disk.AfterChange = null;

            void CrashHere()
            {
                AddPowerCuts(crashes, disk, workload.Promise, depth: 0);
                Interlocked.Increment(ref _killCount);
                crashes.Enqueue(new Crash(disk.AfterKill(), workload.Promise, Depth: 0));
            }
        }

        while (crashes.TryDequeue(out Crash? crash))
        {
            await RecoverAsync(crash, crashes);
        }
    }

    private void AddPowerCuts(ConcurrentQueue<Crash> crashes, SimulatedDisk disk, Promise promise, int depth)
    {
        int point = (int)Interlocked.Increment(ref _pointCount);
        int limit = depth == 0 ? StatesPerPoint : StatesPerPointInRecovery;
        foreach ((ulong fingerprint, SimulatedDisk crashed) in PowerCut.States(disk, limit, new Random(point)))
        {
            Interlocked.Increment(ref _stateCount);
            ulong key = fingerprint ^ promise.Fingerprint;
            if (!_seen.ContainsKey((key, 0)) && _seen.TryAdd((key, depth), true))
            {
                Interlocked.Increment(ref _differentCount);
                crashes.Enqueue(new Crash(crashed, promise, depth));
            }
        }
    }

    private async Task RecoverAsync(Crash crash, ConcurrentQueue<Crash> crashes)
    {
        SimulatedDisk disk = crash.Disk;
        if (crash.Depth == 0)
        {
            Promise promise = StoreWorkload.WhileRecovering(crash.Promise);
            disk.AfterChange = changed => AddPowerCuts(crashes, changed, promise, depth: 1);
        }

        try
        {
            Promise promise = await StoreWorkload.RecoverAsync(disk, crash.Promise, _decorate);
            disk.AfterChange = null;
            await StoreWorkload.VerifyAsync(disk.AfterWorstPowerCut(), promise, _decorate);
        }
        catch (Exception exception)
        {
            _losses.Enqueue(exception); // the test fails with them, or is glad of them
        }
    }
}
