using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;

namespace Hoody.Volumes.Export;

/// <summary>How what is there compares with the tree's entry.</summary>
/// <param name="IsEqual">Data and layout agree.</param>
/// <param name="IsOnlyLayout">The data agree; the holes do not.</param>
/// <param name="EqualChunks">So many chunks at the beginning were equal when they were read. What is behind them was not looked at.</param>
internal sealed record FileComparison(bool IsEqual, bool IsOnlyLayout, int EqualChunks)
{
    /// <summary>The status of what is there, from before it was looked into.</summary>
    public FileStatus Before { get; init; }

    /// <summary>The ids of the file's chunks, where they are a list that is one node and were asked for.</summary>
    public ReadOnlyMemory<byte> ChunkIds { get; init; }

    /// <summary>What is remembered of it and proves it equal, so that it was not looked into.</summary>
    public CachedEntry? Proof { get; init; }

    /// <summary>Nothing of it is known to be of use.</summary>
    public static FileComparison Different { get; } = new(false, false, 0);
}
