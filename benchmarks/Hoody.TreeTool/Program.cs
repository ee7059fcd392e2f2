using System.Diagnostics;
using System.Globalization;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Volumes;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;

// Import, export and diff as programs have them, in machine code: what benchmarks/peers compares with other programs.
// Prints a line of figures; every failure ends the program with its trace.
const string Usage = """
    usage: Hoody.TreeTool import STORE DIRECTORY CACHE REF [CODEC [LEVEL]]    CODEC: None, Lz4 or Zstd
           Hoody.TreeTool export STORE DIRECTORY REF [CACHE]
           Hoody.TreeTool diff STORE REF REF
           Hoody.TreeTool host STORE DIRECTORY CACHE REF REF ROUNDS    imports what has not changed and compares two refs, in turn, with the store open
    """;

switch (args)
{
    case ["import", var store, var directory, var cache, var reference, .. var codec]:
        await ImportAsync(store, directory, cache, reference, OptionsOf(codec));
        return 0;
    case ["export", var store, var directory, var reference, .. var cache]:
        await ExportAsync(store, directory, reference, new ExportOptions { StatCachePath = cache.FirstOrDefault() });
        return 0;
    case ["diff", var store, var before, var after]:
        await DiffAsync(store, before, after);
        return 0;
    case ["host", var store, var directory, var cache, var before, var after, var rounds]:
        await HostAsync(store, directory, cache, (before, after), int.Parse(rounds, CultureInfo.InvariantCulture));
        return 0;
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 2;
}

static async Task ImportAsync(string store, string directory, string cache, string reference, BlobStoreOptions options)
{
    await using BlobStore blobs = Directory.Exists(store)
        ? await BlobStore.OpenAsync(new DiskBackend(store), options)
        : await BlobStore.CreateAsync(new DiskBackend(Directory.CreateDirectory(store).FullName), options);
    VolumeStore volumes = new(blobs);
    await using StorePin pin = await blobs.PinAsync(); // the tree is not in any ref yet
    ImportResult imported = await volumes.ImportAsync(directory, new ImportOptions { StatCachePath = cache });
    BlobId id = await volumes.PutSnapshotAsync(new SnapshotRecord { Root = imported.Root, CreatedTime = DateTimeOffset.UtcNow });
    await blobs.Refs.UpdateAsync(reference, id, (await blobs.Refs.GetAsync(reference))?.Generation ?? 0);
    ImportStatistics figures = imported.Statistics;
    Console.WriteLine($"kept={figures.EntriesKept} new-blobs={figures.BlobsNew} stored-bytes={figures.StoredBytesNew}");
}

static async Task ExportAsync(string store, string directory, string reference, ExportOptions options)
{
    await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(store));
    VolumeStore volumes = new(blobs);
    ExportResult exported = await volumes.ExportAsync((await GetAsync(volumes, reference)).Root, directory, options);
    Console.WriteLine($"untouched={exported.Untouched} unread={exported.FilesUnread}");
}

static async Task DiffAsync(string store, string before, string after)
{
    await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(store));
    Console.WriteLine($"changes={await CountChangesAsync(new VolumeStore(blobs), before, after)}");
}

static async Task HostAsync(string store, string directory, string cache, (string Before, string After) refs, int rounds)
{
    await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(store));
    VolumeStore volumes = new(blobs);
    for (int round = 0; round < rounds; round++)
    {
        long start = Stopwatch.GetTimestamp();
        await volumes.ImportAsync(directory, new ImportOptions { StatCachePath = cache });
        long between = Stopwatch.GetTimestamp();
        await CountChangesAsync(volumes, refs.Before, refs.After);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start, between).TotalSeconds:F4} {Stopwatch.GetElapsedTime(between).TotalSeconds:F4}"));
    }
}

static async Task<long> CountChangesAsync(VolumeStore volumes, string before, string after)
{
    long changes = 0;
    await foreach (var _ in volumes.DiffAsync((await GetAsync(volumes, before)).Root, (await GetAsync(volumes, after)).Root))
    {
        changes++;
    }

    return changes;
}

static async Task<SnapshotRecord> GetAsync(VolumeStore volumes, string reference) => await volumes.Blobs.Refs.GetAsync(reference) is { } found
    ? await volumes.GetSnapshotAsync(found.Target)
    : throw new ArgumentException($"The store has no ref '{reference}'.");

static BlobStoreOptions OptionsOf(string[] codec)
{
    BlobStoreOptions options = new();
    return codec switch
    {
        [] => options,
        [var name] => options with { Compression = Enum.Parse<BlobCodec>(name) },
        [var name, var level, ..] => options with { Compression = Enum.Parse<BlobCodec>(name), ZstdLevel = int.Parse(level, CultureInfo.InvariantCulture) },
    };
}
