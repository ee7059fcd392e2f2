using Hoody.ChunkStore.Leases;

namespace Hoody.ChunkStore.Collection;

/// <summary>The log of a lease as a collector sees it.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Epoch">The epoch it began in; 0 when its first record is damaged.</param>
/// <param name="LastNumber">The number of the last record.</param>
/// <param name="IsRevoked">Whether a collector ended it.</param>
/// <param name="Commits">The changes of refs that its holder made or was about to make.</param>
internal sealed record LeaseLogView(Guid Lease, long Epoch, int LastNumber, bool IsRevoked, IReadOnlyList<LeaseCommit> Commits);
