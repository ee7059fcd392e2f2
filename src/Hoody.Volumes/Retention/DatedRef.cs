using Hoody.ChunkStore.Refs;

namespace Hoody.Volumes.Retention;

/// <summary>A ref to a snapshot, what keeps it, and when that was taken.</summary>
/// <param name="Ref">The ref, as it was when the plan was made.</param>
/// <param name="CreatedTime">When the snapshot was taken, as its record says.</param>
/// <param name="Reasons">The rules that keep it; none when it expires.</param>
public sealed record DatedRef(RefValue Ref, DateTimeOffset CreatedTime, RetentionReasons Reasons);
