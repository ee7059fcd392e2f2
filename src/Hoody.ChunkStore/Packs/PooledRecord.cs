using System.Buffers;

namespace Hoody.ChunkStore.Packs;

/// <summary>A record read into one pooled array; what the owner sees is its payload, at its exact length.</summary>
internal sealed class PooledRecord(int storedLength) : IMemoryOwner<byte>
{
    private readonly int _length = checked(PackRecordHeader.Size + storedLength);
    private byte[]? _array = ArrayPool<byte>.Shared.Rent(checked(PackRecordHeader.Size + storedLength));

    /// <summary>Header and payload.</summary>
    internal Memory<byte> Whole => Array.AsMemory(0, _length);

    public Memory<byte> Memory => Array.AsMemory(PackRecordHeader.Size, storedLength);

    private byte[] Array
    {
        get
        {
            byte[]? array = _array;
            ObjectDisposedException.ThrowIf(array is null, this);
            return array;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
