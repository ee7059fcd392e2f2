using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore;

/// <summary>One blob of a batch that was read. Its bytes are valid until it is disposed; dispose each soon, since neighbours share a buffer.</summary>
public sealed class FetchedBlob : IDisposable
{
    private int _isDisposed;

    /// <remarks>Becomes a user of <paramref name="bytes"/>.</remarks>
    internal FetchedBlob(int index, BlobId id, PooledBytes bytes, int offset, int length)
    {
        Index = index;
        Id = id;
        Buffer = bytes;
        Range = new ByteRange(offset, length);
        bytes.AddUser();
    }

    /// <summary>The blob's place in the list that was asked for.</summary>
    public int Index { get; }

    /// <summary>The blob's id.</summary>
    public BlobId Id { get; }

    /// <summary>The blob's bytes, verified against <see cref="Id"/>.</summary>
    /// <exception cref="ObjectDisposedException">The blob was disposed.</exception>
    public ReadOnlyMemory<byte> Plain
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
            return Buffer.Memory.Slice(Range.Offset, Range.Length);
        }
    }

    internal PooledBytes Buffer { get; }

    internal ByteRange Range { get; }

    /// <summary>Gives the bytes back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            Buffer.Release();
        }
    }
}
