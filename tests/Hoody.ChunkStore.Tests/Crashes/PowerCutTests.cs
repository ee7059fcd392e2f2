using System.Runtime.Versioning;
using Hoody.Testing;
using Xunit.Abstractions;

namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>Real file systems lose everything that is not durable, under two loads that write to one store.</summary>
/// <remarks>
/// Beside no other test: what this process has open is open also in a program that another test is starting, until that executes, and keeps the file system from
/// being unmounted. Beside tests that start many programs it once stayed busy for too long; by itself, never in thousands of cuts.
/// </remarks>
[Collection(AloneCollection.Name)]
[SupportedOSPlatform("linux")]
public sealed class PowerCutTests(ITestOutputHelper output)
{
    // After so many cuts a new store: a small one is soon verified.
    private const int CutsPerStore = 8;

    [SkippableTheory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    public async Task A_power_cut_takes_nothing_that_was_acknowledged(string kind)
    {
        Skip.IfNot(CrashableFileSystem.IsSupported(kind), $"this process may not mount, or mkfs.{kind} is not installed");
        int cutCount = LongForm.Choose(100, 1000);
        int acknowledgedCount = 0;
        using CrashableFileSystem disk = new(kind);
        Ledger ledger = new();
        for (int cut = 0; cut < cutCount; cut++)
        {
            string store = Path.Join(disk.Path, $"store{cut / CutsPerStore}");
            ledger = cut % CutsPerStore == 0 ? new Ledger() : ledger;
            acknowledgedCount += await CutAsync(disk, store, ledger, seed: cut);
            Array.ForEach([0, 1], ledger.AddCutShort);
            disk.Restart();
            await ledger.AssertKeptAsync(store, isAlone: true);
        }

        output.WriteLine($"{kind}: {cutCount} power cuts, {acknowledgedCount} acknowledgements, none lost");
        Assert.InRange(acknowledgedCount, cutCount, int.MaxValue);
    }

    private static async Task<int> CutAsync(CrashableFileSystem disk, string store, Ledger ledger, int seed)
    {
        Random random = new(seed);
        int acknowledgedCount = 0;
        int cutAfter = random.Next(1, 8);
        int delay = random.Next(2_000_000);
        using SemaphoreSlim isTime = new(0);
        Task[] loads =
        [
            .. Enumerable.Range(0, 2).Select(slot => new StoreLoad(store, slot, (2 * seed) + slot, Note))
                .Select(load => Task.Run(() => load.RunAsync(int.MaxValue))),
        ];

        // A load that ends early has failed: that is seen below.
        await Task.WhenAny([isTime.WaitAsync(), .. loads]);
        Thread.SpinWait(delay); // anywhere between this acknowledgement and a later one
        disk.CutPower();
        foreach (Task load in loads)
        {
            await Assert.ThrowsAnyAsync<BackendException>(() => load);
        }

        return acknowledgedCount;

        void Note(Acknowledgement acknowledgement)
        {
            ledger.Add(acknowledgement);
            if (Interlocked.Increment(ref acknowledgedCount) == cutAfter)
            {
                isTime.Release();
            }
        }
    }
}
