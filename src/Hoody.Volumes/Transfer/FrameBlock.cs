using System.Buffers;

namespace Hoody.Volumes.Transfer;

/// <summary>
/// The payloads of frames that arrived one after the other, in one array, which goes back to its pool when nobody needs any of them: hundreds of small frames of a batch are held at once, more
/// than the pool has arrays of their size.
/// </summary>
internal sealed class FrameBlock
{
    private const int Size = 256 << 10;

    private readonly byte[] _bytes;
    private int _used;
    private int _holders = 1; // who fills it

    /// <param name="firstLength">What fits in any case.</param>
    public FrameBlock(int firstLength) => _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(firstLength, Size));

    /// <summary>Room for one more payload, whose holder releases it; none where too little is left.</summary>
    public bool TryTake(int length, out Memory<byte> room)
    {
        if (length > _bytes.Length - _used)
        {
            room = default;
            return false;
        }

        room = _bytes.AsMemory(_used, length);
        _used += length;
        Interlocked.Increment(ref _holders);
        return true;
    }

    /// <summary>One holder less: a payload is not needed any more, or nothing more is put in.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
