namespace Hoody.ChunkStore.Leases;

/// <summary>What a record of a lease's log says.</summary>
internal enum LeaseEvent
{
    /// <summary>The lease begins, at an epoch. Always the first record; without it a log means nothing.</summary>
    Begin,

    /// <summary>The holder is about to change a ref.</summary>
    Commit,

    /// <summary>The holder lives, though a collector waits for it.</summary>
    Alive,

    /// <summary>A collector took the lease away. Always the last record.</summary>
    Revoked,
}
