using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Hashing;

namespace Hoody.Volumes.Trees;

/// <summary>Decides by content where a long row of items ends one node and begins the next.</summary>
/// <remarks>
/// The place of a cut depends on the items since the last cut and on nothing else, so equal rows are equal nodes whatever was done
/// to get there, and a changed item moves only the cuts near it. Nodes have 48 items on average. Specification: FORMAT.md, "Split nodes".
/// </remarks>
internal static class NodeSplit
{
    /// <summary>A node ends no earlier, unless the row does: small nodes would cost more than they save.</summary>
    public const int MinItems = 16;

    /// <summary>A node ends here at the latest; and what has no more entries or chunks than this is one node, never split.</summary>
    public const int MaxItems = 128;

    /// <summary>The highest node of the longest row: 2²² chunks in nodes of 16 items are five levels above the lists.</summary>
    public const int MaxLevel = 5;

    // One end in 32. Each level looks at bits of its own: the last names below a level-1 node have all passed the test of level 0.
    private const int BitsPerLevel = 5;
    private const uint EndMask = (1 << BitsPerLevel) - 1;

    /// <summary>Whether a node of this level may end with the entry, or with the child whose last entry has the name.</summary>
    public static bool IsEnd(EntryName name, int level) => IsEndAfter(name.Bytes, level);

    /// <inheritdoc cref="IsEnd(EntryName, int)"/>
    public static bool IsEndAfter(ReadOnlySpan<byte> name, int level)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        Blake3Hasher.Hash(name).CopyTo(digest);
        return IsEnd(digest, level);
    }

    /// <summary>Whether a node of this level may end with the chunk, or with the child of that id.</summary>
    public static bool IsEnd(BlobId id, int level)
    {
        Span<byte> digest = stackalloc byte[BlobId.LengthBytes];
        id.CopyTo(digest);
        return IsEnd(digest, level);
    }

    /// <summary>Says where a node of a split row departs from the rule; null when it does not.</summary>
    /// <param name="items">The node's items.</param>
    /// <param name="isEnd">Whether a node may end with the item.</param>
    /// <param name="isLast">Whether the row ends with this node.</param>
    public static string? FindFault<T>(IReadOnlyList<T> items, Func<T, bool> isEnd, bool isLast)
    {
        if (items.Count < MinItems && !isLast)
        {
            return $"a node of {items.Count} items is not the last one";
        }

        for (int i = MinItems - 1; i < items.Count - 1; i++)
        {
            if (isEnd(items[i]))
            {
                return $"a node goes on after item {i}, with which it has to end";
            }
        }

        return isLast || items.Count == MaxItems || isEnd(items[^1]) ? null : $"a node ends after {items.Count} items, and has to go on";
    }

    private static bool IsEnd(ReadOnlySpan<byte> digest, int level) =>
        ((BinaryPrimitives.ReadUInt32LittleEndian(digest) >> (BitsPerLevel * level)) & EndMask) == 0;
}
