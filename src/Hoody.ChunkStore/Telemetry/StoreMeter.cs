using System.Diagnostics.Metrics;

namespace Hoody.ChunkStore.Telemetry;

/// <summary>The instruments of the meter <c>Hoody.ChunkStore</c>; docs/telemetry.md tells what each counts.</summary>
internal static class StoreMeter
{
    private static readonly Meter s_meter = new(ChunkStoreTelemetry.MeterName);

    // From a write that a cache takes to a disk that hangs, two a decade: the usual boundaries are for milliseconds.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    };

    internal static readonly Histogram<double> BackendDuration = CreateDuration(
        "hoody.chunkstore.backend.duration", "How long calls of a metered backend took.");

    internal static readonly Counter<long> BackendBytes = s_meter.CreateCounter<long>(
        "hoody.chunkstore.backend.io", "By", "Bytes of objects that a metered backend read, wrote or mapped.");

    internal static readonly Histogram<double> FsyncDuration = CreateDuration(
        "hoody.chunkstore.fsync.duration", "How long calls of fsync took.");

    internal static readonly Histogram<double> CommitDuration = CreateDuration(
        "hoody.chunkstore.commit.duration", "How long it took until what was put, or a ref, was durable.");

    internal static readonly BlobFlow Put = new(s_meter, "put", "were put");

    internal static readonly BlobFlow Stored = new(s_meter, "stored", "became durable in packs, with their record headers and directories");

    internal static readonly BlobFlow Read = new(s_meter, "read", "were read and verified for a caller");

    internal static readonly BlobFlow Verified = new(s_meter, "verified", "stand in packs that a verification looked at");

    internal static readonly BlobFlow Rewritten = new(s_meter, "rewritten", "a collection copied to new packs");

    internal static readonly BlobFlow Collected = new(s_meter, "collected", "stood in packs that a collection deleted");

    static StoreMeter()
    {
        Gauge("blobs", "{blob}", "Different blobs in the store.", store => store.Blobs);
        Gauge("packs", "{pack}", "Packs in the store.", store => store.Packs);
        Gauge("unique.size", "By", "Length of the different blobs.", store => store.PlainBytes);
        Gauge("stored.size", "By", "Length of the packs.", store => store.StoredBytes);
        Gauge("dead.size", "By", "What a plan of a collection found dead in packs that are still there.", store => store.DeadBytes);
        Gauge("index.runs", "{run}", "Runs of the index.", store => store.IndexRuns);
        Gauge("index.size", "By", "Length of the index's parts.", store => store.IndexBytes);
    }

    private static void Gauge(string name, string unit, string description, Func<StoreStatistics, long?> select) =>
        StoreGauges.Create(s_meter, $"hoody.chunkstore.store.{name}", unit, description, select);

    private static Histogram<double> CreateDuration(string name, string description) =>
        s_meter.CreateHistogram(name, "s", description, tags: null, s_seconds);
}
