namespace Hoody.ChunkStore.Tests.Telemetry;

/// <summary>Tests that look at what the whole process measures, so nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TelemetryGroup
{
    internal const string Name = "Telemetry";
}
