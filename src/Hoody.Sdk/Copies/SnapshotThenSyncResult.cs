namespace Hoody.Sdk;

/// <summary>A copy after its sync, with the snapshot of its state before.</summary>
/// <param name="Container">The copy after its sync.</param>
/// <param name="Snapshot">The state before. It stays until it is deleted or expires.</param>
public sealed record SnapshotThenSyncResult(Container Container, Snapshot Snapshot);
