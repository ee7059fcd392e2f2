namespace Hoody.Hashing.Blake3;

/// <content>Whole leaves and parents, as many side by side as the vectors have lanes.</content>
internal static unsafe partial class Blake3Core
{
    /// <summary>What <see cref="AlignLanes"/> needs.</summary>
    public const int LanesBufferLength = 1024 + VectorAlignment;

    private const int VectorAlignment = 64;

    public static Lanes* AlignLanes(byte* buffer) => (Lanes*)Align(buffer, VectorAlignment);

    /// <summary>Hashes all leaves but a single last one, which is for the caller; returns how many it has done.</summary>
    public static int HashLeavesInLanes(
        ReadOnlySpan<byte> leaves, in Blake3Mode mode, ulong leafIndex, Span<uint> chainingValues, int maxLanes)
    {
        int count = leaves.Length / LeafLength;
        int done = 0;
        byte* buffer = stackalloc byte[LanesBufferLength];
        Lanes* lanes = AlignLanes(buffer);
        fixed (byte* first = leaves)
        fixed (uint* output = chainingValues[..(count * ChainingWords)])
        {
            // One lane in vectors is slower than in plain integers.
            while (count - done > 1 && maxLanes > 1)
            {
                int used = Math.Min(count - done, maxLanes);
                lanes->SetKey(mode.Key);
                lanes->SetCounters(leafIndex + (ulong)done);
                lanes->SetBlocks(first + ((nint)done * LeafLength), LeafLength, used);
                CompressLeaves(lanes, used, mode.Flags);
                StoreState(lanes, used, output + (done * ChainingWords));
                done += used;
            }
        }

        return done;
    }

    /// <summary>Hashes all parents but a single last one, which is for the caller; returns how many it has done.</summary>
    public static int HashParentsInLanes(ReadOnlySpan<uint> children, in Blake3Mode mode, Span<uint> chainingValues, int maxLanes)
    {
        int count = children.Length / BlockWords;
        int done = 0;
        byte* buffer = stackalloc byte[LanesBufferLength];
        Lanes* lanes = AlignLanes(buffer);
        fixed (uint* first = children)
        fixed (uint* output = chainingValues[..(count * ChainingWords)])
        {
            lanes->ClearCounters();
            lanes->SetBlockLength(BlockLength);
            lanes->SetFlags(mode.Flags | Blake3Flags.Parent);
            while (count - done > 1 && maxLanes > 1)
            {
                int used = Math.Min(count - done, maxLanes);
                lanes->SetKey(mode.Key);
                lanes->SetBlocks((byte*)(first + (done * BlockWords)), BlockLength, used);
                CompressLanes(lanes, used, 1, Blake3Flags.None, Blake3Flags.None);
                StoreState(lanes, used, output + (done * ChainingWords));
                done += used;
            }
        }

        return done;
    }

    private static void CompressLeaves(Lanes* lanes, int used, Blake3Flags flags)
    {
        lanes->SetBlockLength(BlockLength);
        lanes->SetFlags(flags);
        CompressLanes(lanes, used, LeafLength / BlockLength, Blake3Flags.LeafStart, Blake3Flags.LeafEnd);
    }
}
