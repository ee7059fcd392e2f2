namespace Hoody.Hashing.Blake3;

/// <summary>Gathers leaves that end early, and runs those of like length together: a lane is dropped when its leaf has ended.</summary>
internal unsafe ref struct LaneTails
{
    private const int MaxBlocks = Blake3Core.LeafLength / Blake3Core.BlockLength;

    private readonly Blake3Mode _mode;
    private readonly Lanes* _lanes;
    private readonly Span<Tail> _tails;
    private int _count;

    public LaneTails(in Blake3Mode mode, Lanes* lanes, Span<Tail> tails)
    {
        _mode = mode;
        _lanes = lanes;
        _tails = tails;
    }

    public void Add(byte* start, int length, int leafIndex, Blake3Flags root, uint* output) =>
        _tails[_count++] = new Tail(start, length, (uint)leafIndex, root, output);

    public void Run()
    {
        Span<Tail> tails = _tails[.._count];

        // Longest first: the lanes still in use are always the first ones, and vectors narrow as leaves end.
        tails.Sort(static (left, right) => right.BlockCount.CompareTo(left.BlockCount));
        while (!tails.IsEmpty)
        {
            int used = Math.Min(tails.Length, Blake3Core.MaxLanes);
            RunGroup(tails[..used]);
            tails = tails[used..];
        }

        _count = 0;
    }

    private readonly void RunGroup(ReadOnlySpan<Tail> tails)
    {
        byte* lastBlocks = stackalloc byte[Lanes.Count * Blake3Core.BlockLength];
        Begin(tails);
        int done = 0;
        int active = tails.Length;
        while (active > 0)
        {
            int blockCount = tails[active - 1].BlockCount;
            if (blockCount - 1 > done)
            {
                Compress(active, blockCount - 1 - done, isStart: done == 0);
                done = blockCount - 1;
            }

            int ended = active;
            while (ended > 0 && tails[ended - 1].BlockCount == blockCount)
            {
                ended--;
                SetLastBlock(ended, tails[ended], lastBlocks + (ended * Blake3Core.BlockLength));
            }

            Compress(active, 1, isStart: done == 0);
            done = blockCount;
            StoreEnded(tails, ended, active);
            active = ended;
        }
    }

    private readonly void Begin(ReadOnlySpan<Tail> tails)
    {
        _lanes->SetKey(_mode.Key);
        _lanes->ClearCounterHigh();
        _lanes->SetBlockLength(Blake3Core.BlockLength);
        _lanes->SetFlags(_mode.Flags);
        for (int lane = 0; lane < tails.Length; lane++)
        {
            _lanes->Blocks[lane] = (long)tails[lane].Start;
            _lanes->CounterLow[lane] = tails[lane].LeafIndex;
        }
    }

    private readonly void Compress(int active, int blockCount, bool isStart)
    {
        _lanes->RepeatFirstBlock(active);
        Blake3Core.CompressLanes(_lanes, active, blockCount, isStart ? Blake3Flags.LeafStart : Blake3Flags.None, Blake3Flags.None);
    }

    /// <summary>Padded with zeros in a place of its own, because there may be nothing behind the input to read.</summary>
    private readonly void SetLastBlock(int lane, in Tail tail, byte* block)
    {
        int done = (tail.BlockCount - 1) * Blake3Core.BlockLength;
        Span<byte> padded = new(block, Blake3Core.BlockLength);
        padded.Clear();
        new ReadOnlySpan<byte>(tail.Start + done, tail.Length - done).CopyTo(padded);
        _lanes->Blocks[lane] = (long)block;
        _lanes->BlockLength[lane] = (uint)(tail.Length - done);
        _lanes->Flags[lane] |= (uint)(Blake3Flags.LeafEnd | tail.Root);
    }

    private readonly void StoreEnded(ReadOnlySpan<Tail> tails, int ended, int active)
    {
        // Addresses are taken four at a time from any lane on; those behind the last are not written to.
        long* outputs = stackalloc long[Lanes.Count + 3];
        for (int lane = ended; lane < active; lane++)
        {
            outputs[lane] = (long)tails[lane].Output;
        }

        Blake3Core.StoreStates(_lanes, ended, active, outputs);
    }

    /// <summary>A leaf of 0 to 1,024 bytes.</summary>
    internal readonly struct Tail(byte* start, int length, uint leafIndex, Blake3Flags root, uint* output)
    {
        public readonly byte* Start = start;
        public readonly uint* Output = output;
        public readonly int Length = length;
        public readonly uint LeafIndex = leafIndex;
        public readonly Blake3Flags Root = root;

        public int BlockCount => Math.Max(1, (Length + Blake3Core.BlockLength - 1) / Blake3Core.BlockLength);
    }
}
