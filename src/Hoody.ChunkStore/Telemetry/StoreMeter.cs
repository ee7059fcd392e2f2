using System.Diagnostics.Metrics;

namespace Hoody.ChunkStore.Telemetry;

/// <summary>The instruments of the meter <c>Hoody.ChunkStore</c>; docs/telemetry.md tells what each counts.</summary>
internal static class StoreMeter
{
    internal const string Name = "Hoody.ChunkStore";

    private static readonly Meter s_meter = new(Name);

    internal static readonly Histogram<double> BackendDuration = s_meter.CreateHistogram<double>(
        "hoody.chunkstore.backend.duration", "s", "How long calls of a metered backend took.");

    internal static readonly Counter<long> BackendBytes = s_meter.CreateCounter<long>(
        "hoody.chunkstore.backend.io", "By", "Bytes of objects that a metered backend read or wrote.");
}
