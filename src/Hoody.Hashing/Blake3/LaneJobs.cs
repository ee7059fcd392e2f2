namespace Hoody.Hashing.Blake3;

/// <summary>Gathers compressions of one kind, whole leaves or parents, and runs them as soon as all lanes are taken.</summary>
internal unsafe struct LaneJobs
{
    private readonly Blake3Mode _mode;
    private readonly Lanes* _lanes;
    private fixed long _outputs[Lanes.Count];
    private int _used;

    public LaneJobs(in Blake3Mode mode, Lanes* lanes)
    {
        _mode = mode;
        _lanes = lanes;
    }

    /// <summary>Adds leaves that lie one behind the other, as their outputs do.</summary>
    public void AddLeaves(byte* leaf, int count, uint* output)
    {
        for (int done = 0; done < count;)
        {
            int end = Math.Min(Blake3Core.MaxLanes, _used + count - done);
            for (int lane = _used; lane < end; lane++, done++)
            {
                _lanes->CounterLow[lane] = (uint)done;
                _lanes->Flags[lane] = (uint)_mode.Flags;
                _lanes->Blocks[lane] = (long)leaf;
                _outputs[lane] = (long)output;
                leaf += Blake3Core.LeafLength;
                output += Blake3Core.ChainingWords;
            }

            _used = end;
            if (_used == Blake3Core.MaxLanes)
            {
                RunLeaves();
            }
        }
    }

    public void AddParent(uint* children, Blake3Flags root, uint* output)
    {
        _lanes->CounterLow[_used] = 0;
        _lanes->Flags[_used] = (uint)(_mode.Flags | Blake3Flags.Parent | root);
        _lanes->Blocks[_used] = (long)children;
        _outputs[_used] = (long)output;
        _used++;
        if (_used == Blake3Core.MaxLanes)
        {
            RunParents();
        }
    }

    public void RunLeaves() => Run(Blake3Core.LeafLength / Blake3Core.BlockLength, Blake3Flags.LeafStart, Blake3Flags.LeafEnd);

    public void RunParents() => Run(1, Blake3Flags.None, Blake3Flags.None);

    private void Run(int blockCount, Blake3Flags first, Blake3Flags last)
    {
        if (_used > 0)
        {
            _lanes->SetKey(_mode.Key);
            _lanes->ClearCounterHigh();
            _lanes->SetBlockLength(Blake3Core.BlockLength);
            _lanes->RepeatFirstBlock(_used);
            Blake3Core.CompressLanes(_lanes, _used, blockCount, first, last);
            fixed (long* outputs = _outputs)
            {
                Blake3Core.StoreStates(_lanes, 0, _used, outputs);
            }

            _used = 0;
        }
    }
}
