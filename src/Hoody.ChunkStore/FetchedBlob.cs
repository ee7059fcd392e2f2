using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore;

/// <summary>One blob of a batch that was read. Its bytes are valid until it is disposed; dispose each soon, since neighbours share a buffer.</summary>
public sealed class FetchedBlob : IDisposable
{
    private readonly PooledBytes _bytes;
    private readonly int _offset;
    private readonly int _length;
    private int _isDisposed;

    /// <remarks>Becomes a user of <paramref name="bytes"/>.</remarks>
    internal FetchedBlob(int index, BlobId id, PooledBytes bytes, int offset, int length)
    {
        Index = index;
        Id = id;
        _bytes = bytes;
        _offset = offset;
        _length = length;
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
            return _bytes.Memory.Slice(_offset, _length);
        }
    }

    /// <summary>Gives the bytes back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _bytes.Release();
        }
    }
}
