namespace Hoody.ChunkStore.Indexes;

/// <summary>Spreads the keys of one part evenly over its blocks: keys are hashes, so a key's value tells its position, nearly.</summary>
/// <remarks>Interpolation, done once when the part is written: the blocks then hold the exact positions.</remarks>
internal readonly struct IndexKeyRange
{
    private readonly UInt128 _first;
    private readonly UInt128 _last;
    private readonly ulong _scale;
    private readonly int _blockCount;

    internal IndexKeyRange(UInt128 first, UInt128 last, int blockCount)
    {
        _first = first;
        _last = last;
        _blockCount = blockCount;
        UInt128 width = (UInt128)((ulong)(last >> 64) - (ulong)(first >> 64)) + 1;
        UInt128 scale = ((UInt128)(uint)blockCount << 64) / width;
        _scale = (ulong)UInt128.Min(scale, ulong.MaxValue);
    }

    internal bool Contains(UInt128 key) => key >= _first && key <= _last;

    /// <summary>The block of a key within the range; a higher key never has a lower block.</summary>
    internal int BlockOf(UInt128 key) => BlockOf((ulong)(key >> 64));

    /// <summary>As <see cref="BlockOf(UInt128)"/>, which looks at the upper half alone.</summary>
    internal int BlockOf(ulong prefix)
    {
        ulong block = Math.BigMul(prefix - (ulong)(_first >> 64), _scale, out _);
        return (int)Math.Min(block, (ulong)(_blockCount - 1));
    }
}
