namespace Hoody.ChunkStore.Indexes;

/// <summary>What the index tells of a store without looking at entries.</summary>
internal static class IndexStatistics
{
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    internal static StoreStatistics Of(BlobIndex index)
    {
        using IndexSources sources = index.Hold();
        IndexPart[] parts = [.. sources.Runs.SelectMany(run => run.Parts)];

        // Blobs in several packs are counted once as far as that is known without looking: exactly, after a merge of all runs.
        (long entries, long plainBytes) = IndexSources.DuplicatesIn(sources.Runs, sources.Tails);
        (int packs, long storedBytes, long allEntries, long allPlainBytes) = index.Packs.Sum();
        return new StoreStatistics
        {
            Blobs = Math.Max(0, allEntries - entries),
            Packs = packs,
            PlainBytes = Math.Max(0, allPlainBytes - plainBytes),
            StoredBytes = storedBytes,
            DeadBytes = index.Dead.In(index),
            DeadBytesMeasuredAt = index.Dead.MeasuredAt,
            IndexRuns = sources.Runs.Length,
            IndexParts = parts.Length,
            IndexBytes = parts.Sum(part => part.Head.LengthBytes),
            IndexTailBlobs = sources.Tails.Sum(tail => (long)tail.Count),
        };
    }
}
