namespace Hoody.Volumes.Snapshots;

/// <summary>The bounds of a snapshot record. FORMAT.md, "Limits", lists them.</summary>
internal static class SnapshotLimits
{
    public const int MaxParents = 64;
    public const int MaxLabels = 256;
    public const int MaxLabelNameBytes = 255;
    public const int MaxLabelValueBytes = 4_096;
    public const int MaxDataBytes = 1_048_576;
}
