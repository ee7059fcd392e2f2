namespace Hoody.ChunkStore.Indexes;

/// <summary>What a pack that the index knows is good for; a higher value is good for more.</summary>
internal enum PackStanding : byte
{
    /// <summary>Named by the index, and not, or not yet, seen among the packs; or about to be deleted.</summary>
    Absent,

    /// <summary>Damaged, and set aside: its blobs may still be read when nothing else has them, and count as absent.</summary>
    Quarantined,

    /// <summary>Condemned: its blobs may still be read, and count as absent for whoever writes.</summary>
    Condemned,

    /// <summary>Its blobs are present.</summary>
    Usable,
}
