using System.Collections.Concurrent;
using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Jobs;

/// <summary>How far the operations are that are being worked on, and for an hour how far those got that have ended. In memory alone: the operation's record has the result.</summary>
internal sealed class OperationGauges(TimeProvider time)
{
    /// <summary>How long what was planned can be asked for after the end. README.md.</summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public TransferGauge Begin(string operationId)
    {
        foreach ((string id, Entry entry) in _entries)
        {
            if (IsOver(entry))
            {
                _entries.TryRemove(id, out _);
            }
        }

        return (_entries[operationId] = new Entry(new TransferGauge(), null)).Gauge;
    }

    public TransferGauge? Find(string operationId) => _entries.TryGetValue(operationId, out Entry? entry) && !IsOver(entry) ? entry.Gauge : null;

    public void End(string operationId)
    {
        if (_entries.TryGetValue(operationId, out Entry? entry))
        {
            entry.Gauge.Stop();
            _entries[operationId] = entry with { EndedAt = time.GetUtcNow() };
        }
    }

    private bool IsOver(Entry entry) => time.GetUtcNow() - entry.EndedAt >= KeptAfterEnd;

    private sealed record Entry(TransferGauge Gauge, DateTimeOffset? EndedAt);
}
