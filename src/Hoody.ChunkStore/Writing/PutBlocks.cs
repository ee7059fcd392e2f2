using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>Memory for what waits to be packed. Small blobs lie side by side in blocks: hundreds wait at once, more than the pool has arrays of their length. Thread-safe.</summary>
internal sealed class PutBlocks : IDisposable
{
    private const int BlockLength = 256 << 10;

    // What is longer has an array of its own, or little would fit beside it.
    private const int LongestShared = BlockLength / 8;

    private readonly Lock _gate = new();
    private PooledBytes? _block;
    private int _used;

    /// <summary>Room for some bytes, until it is released.</summary>
    internal PutBytes Take(int length)
    {
        if (length > LongestShared)
        {
            PooledBytes own = new(length);
            return new PutBytes(own, own.Memory);
        }

        lock (_gate)
        {
            if (_block is null || length > BlockLength - _used)
            {
                _block?.Dispose();
                (_block, _used) = (new PooledBytes(BlockLength), 0);
            }

            _block.AddUser();
            _used += length;
            return new PutBytes(_block, _block.Memory.Slice(_used - length, length));
        }
    }

    /// <summary>Takes over the first bytes of an array, copied where that is cheaper than keeping it.</summary>
    internal PutBytes Keep(PooledBytes array, int length)
    {
        if (length > LongestShared)
        {
            return new PutBytes(array, array.Memory[..length]);
        }

        using (array)
        {
            PutBytes room = Take(length);
            array.Memory[..length].CopyTo(room.Memory);
            return room;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _block?.Dispose();
            _block = null;
        }
    }
}
