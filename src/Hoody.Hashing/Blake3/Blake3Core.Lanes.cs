namespace Hoody.Hashing.Blake3;

/// <content>Whole leaves and parents, as many side by side as the vectors have lanes.</content>
internal static unsafe partial class Blake3Core
{
    /// <summary>What <see cref="AlignLanes"/> needs.</summary>
    public static int LanesBufferLength => sizeof(Lanes) + VectorAlignment;

    private const int VectorAlignment = 64;

    // So many streams are more than the processor's own prefetcher follows. Into the first cache only what comes next, because leaves a
    // kibibyte apart share few of its sets; into the second one the lanes' next leaves.
    private const int PrefetchDistance = 2 * BlockLength;
    private const int FarPrefetchDistance = Lanes.Count * LeafLength;

    /// <summary>What <see cref="AlignChainingValues"/> needs: a parent's block, two of them, then lies in one cache line.</summary>
    public static int ChainingValuesBufferLength(int count) => (count * ChainingLength) + VectorAlignment;

    public static uint* AlignChainingValues(byte* buffer) => (uint*)Align(buffer, VectorAlignment);

    public static Lanes* AlignLanes(byte* buffer) => (Lanes*)Align(buffer, VectorAlignment);

    /// <summary>Hashes all leaves but a single last one, which is for the caller; returns how many it has done.</summary>
    public static int HashLeavesInLanes(
        ReadOnlySpan<byte> leaves, in Blake3Mode mode, ulong leafIndex, Span<uint> chainingValues, int maxLanes)
    {
        int count = leaves.Length / LeafLength;
        byte* buffer = stackalloc byte[LanesBufferLength];
        Lanes* lanes = AlignLanes(buffer);
        lanes->SetFlags(mode.Flags);
        fixed (byte* input = leaves)
        fixed (uint* output = chainingValues[..(count * ChainingWords)])
        {
            InputRun run = new(input, LeafLength / BlockLength, leafIndex, 1, Blake3Flags.LeafStart, Blake3Flags.LeafEnd);
            return CompressRun(lanes, run, count, mode.Key, output, maxLanes);
        }
    }

    /// <summary>Hashes all parents but a single last one, which is for the caller; returns how many it has done.</summary>
    public static int HashParentsInLanes(ReadOnlySpan<uint> children, in Blake3Mode mode, Span<uint> chainingValues, int maxLanes)
    {
        int count = children.Length / BlockWords;
        byte* buffer = stackalloc byte[LanesBufferLength];
        Lanes* lanes = AlignLanes(buffer);
        lanes->SetFlags(mode.Flags | Blake3Flags.Parent);
        fixed (uint* input = children)
        fixed (uint* output = chainingValues[..(count * ChainingWords)])
        {
            InputRun run = new((byte*)input, 1, 0, 0, Blake3Flags.None, Blake3Flags.None);
            return CompressRun(lanes, run, count, mode.Key, output, maxLanes);
        }
    }

    private static int CompressRun(Lanes* lanes, in InputRun run, int count, in ChainingValue key, uint* chainingValues, int maxLanes)
    {
        lanes->SetBlockLength(BlockLength);
        int done = 0;

        // One lane in vectors is slower than in plain integers.
        while (count - done > 1 && maxLanes > 1)
        {
            int used = Math.Min(count - done, maxLanes);
            lanes->SetKey(key);
            lanes->SetCounters(run.FirstCounter + ((ulong)done * run.CounterStep), run.CounterStep);
            lanes->SetBlocks(run.Input + ((nint)done * run.Length), run.Length, used);
            CompressLanes(lanes, used, run.BlockCount, run.First, run.Last);
            StoreState(lanes->State, used, chainingValues + (done * ChainingWords));
            done += used;
        }

        return done;
    }

    /// <summary>Inputs of one length, whole blocks each, one behind the other.</summary>
    /// <param name="input">The first of them.</param>
    /// <param name="blockCount">Blocks of each.</param>
    /// <param name="firstCounter">The counter of the first.</param>
    /// <param name="counterStep">What the counter grows by from one to the next.</param>
    /// <param name="first">Flags of the first block of each, beside the lanes' own.</param>
    /// <param name="last">Flags of the last block of each, beside the lanes' own.</param>
    private readonly ref struct InputRun(
        byte* input, int blockCount, ulong firstCounter, uint counterStep, Blake3Flags first, Blake3Flags last)
    {
        public readonly byte* Input = input;
        public readonly int BlockCount = blockCount;
        public readonly ulong FirstCounter = firstCounter;
        public readonly uint CounterStep = counterStep;
        public readonly Blake3Flags First = first;
        public readonly Blake3Flags Last = last;

        public int Length => BlockCount * BlockLength;
    }
}
