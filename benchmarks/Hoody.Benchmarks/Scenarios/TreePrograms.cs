using System.Diagnostics;
using System.Globalization;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;

namespace Hoody.Benchmarks.Scenarios;

/// <summary>What <c>benchmarks/peers</c> compares with other programs: import, export and diff, each in a process of its own.</summary>
/// <remarks>Each prints a line <c>seconds=… peak-mib=… stored-mib=… kept=…</c>: the seconds without the start of the process, the peak of all memory.</remarks>
internal static class TreePrograms
{
    private const double MiB = 1 << 20;

    /// <summary>Imports a directory and points a ref to it.</summary>
    /// <param name="store">The store; made if missing.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="cache">The stat cache.</param>
    /// <param name="reference">The ref.</param>
    /// <param name="times">How often; the last one is told of.</param>
    public static async Task ImportAsync(string store, string directory, string cache, string reference, int times)
    {
        await using BlobStore blobs = await OpenAsync(store);
        VolumeStore volumes = new(blobs);
        for (int i = 0; i < times; i++)
        {
            long before = blobs.GetStatistics().StoredBytes;
            long start = Stopwatch.GetTimestamp();
            await using StorePin pin = await blobs.PinAsync();
            ImportResult imported = await volumes.ImportAsync(directory, new ImportOptions { StatCachePath = cache });
            BlobId id = await volumes.PutSnapshotAsync(new SnapshotRecord { Root = imported.Root, CreatedTime = DateTimeOffset.UtcNow });
            await blobs.Refs.UpdateAsync(reference, id, (await blobs.Refs.GetAsync(reference))?.Generation ?? 0);
            if (i == times - 1)
            {
                Print(start, (blobs.GetStatistics().StoredBytes - before) / MiB, imported.Statistics.EntriesKept);
            }
        }
    }

    /// <summary>Makes a directory equal to what a ref points to.</summary>
    public static async Task ExportAsync(string store, string directory, string reference)
    {
        await using BlobStore blobs = await OpenAsync(store);
        VolumeStore volumes = new(blobs);
        long start = Stopwatch.GetTimestamp();
        ExportResult exported = await volumes.ExportAsync((await GetAsync(volumes, reference)).Root, directory);
        Print(start, 0, exported.Untouched);
    }

    /// <summary>Compares what two refs point to, twice; the second one is told of.</summary>
    public static async Task DiffAsync(string store, string before, string after)
    {
        await using BlobStore blobs = await OpenAsync(store);
        VolumeStore volumes = new(blobs);
        SnapshotRecord[] records = [await GetAsync(volumes, before), await GetAsync(volumes, after)];
        for (int i = 0; i < 2; i++)
        {
            long start = Stopwatch.GetTimestamp();
            long changes = 0;
            await foreach (var change in volumes.DiffAsync(records[0].Root, records[1].Root))
            {
                changes++;
            }

            if (i == 1)
            {
                Print(start, 0, changes);
            }
        }
    }

    private static async Task<BlobStore> OpenAsync(string store) => Directory.Exists(store)
        ? await BlobStore.OpenAsync(new DiskBackend(store))
        : await BlobStore.CreateAsync(new DiskBackend(Directory.CreateDirectory(store).FullName));

    private static async Task<SnapshotRecord> GetAsync(VolumeStore volumes, string reference) =>
        await volumes.GetSnapshotAsync((await volumes.Blobs.Refs.GetAsync(reference))!.Target); // Not null: an import made it.

    private static void Print(long start, double storedMiB, long kept)
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        double peakMiB = double.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seconds={seconds:F3} peak-mib={peakMiB:F0} stored-mib={storedMiB:F1} kept={kept}"));
    }
}
