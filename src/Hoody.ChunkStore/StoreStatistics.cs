namespace Hoody.ChunkStore;

/// <summary>What a store holds, as far as its packs are readable, without a look at the backend. What another process added counts once it was noticed.</summary>
/// <remarks>
/// The store does not know how often what it holds is needed: how much all snapshots are together, and how much of the packs is dead, only a walk over
/// everything tells. So <see cref="LogicalBytesPut"/> begins at 0 with each opening, and <see cref="DeadBytes"/> is what a plan of a collection measured.
/// Neither is kept when the store is closed.
/// </remarks>
public sealed record StoreStatistics
{
    /// <summary>
    /// The count of different blobs: chunks, trees and snapshot records. Exact after a merge of all index runs; until then a blob that stands in several packs may count twice,
    /// or not at all where all but one of them have gone.
    /// </summary>
    public long Blobs { get; init; }

    /// <summary>The count of readable packs.</summary>
    public long Packs { get; init; }

    /// <summary>The length of the blobs in bytes, each counted once, as exact as <see cref="Blobs"/>.</summary>
    public long PlainBytes { get; init; }

    /// <summary>The length of the packs in bytes.</summary>
    public long StoredBytes { get; init; }

    /// <summary>
    /// What of <see cref="StoredBytes"/> nothing needs: what the last plan of a collection found dead in packs that are still there. Null while none was
    /// made since the store was opened here. What died since then is not in it; what was collected since then, by anybody, is no longer in it.
    /// </summary>
    public long? DeadBytes { get; init; }

    /// <summary>When <see cref="DeadBytes"/> were measured; null when they are.</summary>
    public DateTimeOffset? DeadBytesMeasuredAt { get; init; }

    /// <summary>The length in bytes of all blobs that were put since the store was opened here, duplicates included.</summary>
    public long LogicalBytesPut { get; init; }

    /// <summary>The part of <see cref="LogicalBytesPut"/> that was new to the store: the rest is what dedup saved.</summary>
    public long UniqueBytesPut { get; init; }

    /// <summary>The count of runs of the index: what one merge wrote. Each lookup asks all of them.</summary>
    public long IndexRuns { get; init; }

    /// <summary>The count of the runs' parts, the segments that are mapped into memory.</summary>
    public long IndexParts { get; init; }

    /// <summary>The length of those parts in bytes.</summary>
    public long IndexBytes { get; init; }

    /// <summary>The count of blobs that are in no run yet: their index is on the heap, and is read from their packs when the store is opened.</summary>
    public long IndexTailBlobs { get; init; }
}
