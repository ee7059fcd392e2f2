namespace Hoody.ChunkStore.Epochs;

/// <summary>What a collection has come to; the value is stored.</summary>
internal enum EpochPhase : byte
{
    /// <summary>No collection is under way.</summary>
    Idle = 1,

    /// <summary>The packs count as absent for leases from this epoch on; older leases may still use them.</summary>
    Condemned = 2,

    /// <summary>The packs will be deleted, whoever does it: nobody can use them any more.</summary>
    Sweeping = 3,
}
