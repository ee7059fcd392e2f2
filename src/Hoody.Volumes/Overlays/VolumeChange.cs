using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Overlays;

/// <summary>One change of a volume, as it is made and as the journal keeps it.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Path">To which path.</param>
/// <param name="Time">When; the time of what it changes becomes this.</param>
internal sealed record VolumeChange(ChangeKind Kind, TreePath Path, UnixTime Time)
{
    /// <summary>The other path of a rename or a link.</summary>
    public TreePath To { get; init; }

    /// <summary>What is created, or whose metadata is taken; the name is the path's last.</summary>
    public TreeEntry? Entry { get; init; }

    /// <summary>The number of the group of a file with several names.</summary>
    public ulong Group { get; init; }

    /// <summary>Where bytes are written, or the new length.</summary>
    public long Offset { get; init; }

    /// <summary>The bytes that are written.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }
}
