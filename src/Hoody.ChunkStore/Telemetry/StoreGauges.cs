using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Hoody.ChunkStore.Telemetry;

/// <summary>What the open stores of this process hold, for whoever asks the meter. A store that nobody closed and nobody uses is forgotten.</summary>
internal static class StoreGauges
{
    private static readonly ConditionalWeakTable<object, Gauge> s_open = [];

    private sealed record Gauge(Guid StoreId, Func<StoreStatistics> Read);

    internal static void Add(object store, Guid storeId, Func<StoreStatistics> read) => s_open.Add(store, new Gauge(storeId, read));

    internal static void Remove(object store) => s_open.Remove(store);

    /// <summary>Creates an instrument that shows a number of each open store, and nothing for a store where it is null.</summary>
    internal static void Create(Meter meter, string name, string unit, string description, Func<StoreStatistics, long?> select) =>
        meter.CreateObservableUpDownCounter(name, () => Observe(select), unit, description);

    // A store that is open twice is one store.
    private static IEnumerable<Measurement<long>> Observe(Func<StoreStatistics, long?> select)
    {
        foreach (Gauge gauge in s_open.Select(entry => entry.Value).DistinctBy(gauge => gauge.StoreId))
        {
            if (TryRead(gauge) is { } statistics && select(statistics) is { } value)
            {
                yield return new Measurement<long>(value, new KeyValuePair<string, object?>(TagNames.Store, gauge.StoreId.ToString("N")));
            }
        }
    }

    private static StoreStatistics? TryRead(Gauge gauge)
    {
        try
        {
            return gauge.Read();
        }
        catch (ObjectDisposedException)
        {
            return null; // closed since this began
        }
    }
}
