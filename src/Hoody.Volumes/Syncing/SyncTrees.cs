using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;

namespace Hoody.Volumes.Syncing;

/// <summary>What a plan was made from.</summary>
/// <param name="Roots">The roots of base, source and target; the source's is there.</param>
/// <param name="SourceId">The source's snapshot.</param>
/// <param name="SourceSnapshot">Its record.</param>
/// <param name="TargetRef">The target's ref.</param>
/// <param name="Target">What the ref was; null when it did not exist.</param>
/// <param name="TargetSnapshot">The record it pointed to.</param>
internal sealed record SyncTrees(EntryTriple Roots, BlobId SourceId, SnapshotRecord SourceSnapshot, string TargetRef, RefValue? Target, SnapshotRecord? TargetSnapshot);
