using System.Globalization;
using EmbeddedEngine;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes;
using Hoody.Volumes.Export;

const string usage =
    """
    Usage: dotnet run --project samples/EmbeddedEngine -- SOURCE COPY [STORE]

    Makes the directory COPY equal to the directory SOURCE. Run it again after a change: only what differs is stored and written. What COPY was before
    stays in the store, by default the directory COPY.store beside it.
    """;

if (args is not [string source, string copy, ..] || args.Length > 3 || args.Contains("--help") || args.Contains(""))
{
    Console.Error.WriteLine(usage);
    return 2;
}

string storeDirectory = args is [_, _, string chosen] ? chosen : Path.TrimEndingDirectorySeparator(copy) + ".store";
try
{
    DiskBackend backend = new(storeDirectory);
    await using BlobStore blobs = Directory.Exists(storeDirectory) ? await BlobStore.OpenAsync(backend) : await BlobStore.CreateAsync(backend);
    DirectoryCopies copies = new(new VolumeStore(blobs));

    ExportResult exported = await copies.CopyAsync("sample", source, copy);
    Print($"created {exported.Created}, replaced {exported.Replaced}, removed {exported.Removed}, untouched {exported.Untouched}");
    Print($"{exported.BytesWritten:N0} bytes written to {copy}");
    foreach (ExportNotice notice in exported.Notices)
    {
        Print($"note: {notice.Message}");
    }

    CollectionResult collected = await copies.TidyUpAsync("sample");
    StoreStatistics statistics = blobs.GetStatistics();
    Print($"the store has {statistics.Blobs:N0} blobs in {statistics.Packs:N0} packs; {collected.BytesWon:N0} bytes of expired snapshots were freed");
    return 0;
}
catch (ChunkStoreException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
