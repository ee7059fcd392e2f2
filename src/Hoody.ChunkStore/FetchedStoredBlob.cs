using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore;

/// <summary>One blob of a batch that was read as it is stored. Its bytes are valid until it is disposed; dispose each soon, since neighbours share a buffer.</summary>
public sealed class FetchedStoredBlob : IDisposable
{
    private readonly PooledBytes _bytes;
    private readonly StoredBlob _blob;
    private int _isDisposed;

    /// <remarks>Becomes a user of <paramref name="bytes"/>, in which the payload of <paramref name="blob"/> lies.</remarks>
    internal FetchedStoredBlob(int index, StoredBlob blob, PooledBytes bytes)
    {
        (Index, _blob, _bytes) = (index, blob, bytes);
        bytes.AddUser();
    }

    /// <summary>The blob's place in the list that was asked for.</summary>
    public int Index { get; }

    /// <summary>The blob. Its payload is what was once written; its id vouches for it only when it was decoded.</summary>
    /// <exception cref="ObjectDisposedException">The blob was disposed.</exception>
    public StoredBlob Blob
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
            return _blob;
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
