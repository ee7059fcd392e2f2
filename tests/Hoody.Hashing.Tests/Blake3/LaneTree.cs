using Hoody.Hashing.Blake3;

namespace Hoody.Hashing.Tests.Blake3;

/// <summary>A whole hash from the compression of one vector width: level by level over all leaves, an odd one going up as it is.</summary>
internal static class LaneTree
{
    public static Blake3Digest Digest(ReadOnlySpan<byte> input, in Blake3Mode mode, int lanes)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        Root(input, mode, lanes).WriteOutput(0, digest);
        return new Blake3Digest(digest);
    }

    private static Blake3Node Root(ReadOnlySpan<byte> input, in Blake3Mode mode, int lanes)
    {
        // The last leaf may be short, and is alone where there is one: it is hashed on its own.
        int whole = Math.Max(0, input.Length - 1) / Blake3Core.LeafLength;
        Blake3Node last = Blake3Core.LeafNode(input[(whole * Blake3Core.LeafLength)..], mode, (ulong)whole);
        if (whole == 0)
        {
            return last;
        }

        uint[] level = new uint[(whole + 1) * Blake3Core.ChainingWords];
        HashLeaves(input[..(whole * Blake3Core.LeafLength)], mode, lanes, level);
        last.WriteChainingValue(level.AsSpan(whole * Blake3Core.ChainingWords));
        while (level.Length > Blake3Core.BlockWords)
        {
            level = Join(level, mode, lanes);
        }

        return Blake3Core.ParentNode(level, mode);
    }

    private static void HashLeaves(ReadOnlySpan<byte> leaves, in Blake3Mode mode, int lanes, Span<uint> chainingValues)
    {
        int count = leaves.Length / Blake3Core.LeafLength;
        int done = Blake3Core.HashLeavesInLanes(leaves, mode, 0, chainingValues[..(count * Blake3Core.ChainingWords)], lanes);
        for (int i = done; i < count; i++)
        {
            Blake3Core.LeafNode(leaves.Slice(i * Blake3Core.LeafLength, Blake3Core.LeafLength), mode, (ulong)i)
                .WriteChainingValue(chainingValues[(i * Blake3Core.ChainingWords)..]);
        }
    }

    private static uint[] Join(uint[] children, in Blake3Mode mode, int lanes)
    {
        int pairs = children.Length / Blake3Core.BlockWords;
        int pairedWords = pairs * Blake3Core.BlockWords;
        uint[] parents = new uint[(pairs * Blake3Core.ChainingWords) + children.Length - pairedWords];
        Span<uint> joined = parents.AsSpan(0, pairs * Blake3Core.ChainingWords);
        for (int i = Blake3Core.HashParentsInLanes(children.AsSpan(0, pairedWords), mode, joined, lanes); i < pairs; i++)
        {
            Blake3Core.ParentNode(children.AsSpan(i * Blake3Core.BlockWords, Blake3Core.BlockWords), mode)
                .WriteChainingValue(joined[(i * Blake3Core.ChainingWords)..]);
        }

        children.AsSpan(pairedWords).CopyTo(parents.AsSpan(joined.Length));
        return parents;
    }
}
