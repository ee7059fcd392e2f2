using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Syncing;

/// <summary>What a sync left behind.</summary>
/// <param name="Target">The target's ref as it is now.</param>
/// <param name="Root">The tree it points to.</param>
/// <param name="PreviousRef">The ref to the target's state before; null when there was none, or nothing had to be changed.</param>
public sealed record SyncResult(RefValue Target, TreeEntry Root, RefValue? PreviousRef);
