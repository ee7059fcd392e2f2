using System.Collections.Concurrent;
using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Jobs;

/// <summary>How far the operations are that are being worked on at this moment. Nothing of it is kept: the operation's record has the result.</summary>
internal sealed class OperationGauges
{
    private readonly ConcurrentDictionary<string, TransferGauge> _gauges = new(StringComparer.Ordinal);

    public TransferGauge Begin(string operationId) => _gauges[operationId] = new TransferGauge();

    public TransferGauge? Find(string operationId) => _gauges.GetValueOrDefault(operationId);

    public void End(string operationId) => _gauges.TryRemove(operationId, out _);
}
