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

    private static Histogram<double> CreateDuration(string name, string description) =>
        s_meter.CreateHistogram(name, "s", description, tags: null, s_seconds);
}
