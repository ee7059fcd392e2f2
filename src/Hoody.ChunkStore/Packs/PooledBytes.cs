using System.Buffers;

namespace Hoody.ChunkStore.Packs;

/// <summary>A pooled array at the exact length that was asked for; it goes back to the pool when its last user lets go.</summary>
/// <remarks>Whoever makes it is its first user, and <see cref="Dispose"/> is how it lets go.</remarks>
internal sealed class PooledBytes(int length) : IMemoryOwner<byte>
{
    private byte[]? _array = LongArrays.Rent(length);
    private int _users = 1;
    private int _isDisposed;

    public Memory<byte> Memory
    {
        get
        {
            byte[]? array = _array;
            ObjectDisposedException.ThrowIf(array is null, this);
            return array.AsMemory(0, length);
        }
    }

    /// <summary>Adds a user, who calls <see cref="Release"/> once. Only an existing user may add another.</summary>
    internal void AddUser() => Interlocked.Increment(ref _users);

    internal void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0 && Interlocked.Exchange(ref _array, null) is { } array)
        {
            LongArrays.Return(array);
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Release();
        }
    }
}
