using Hoody.ChunkStore.Writing;

namespace Hoody.ChunkStore;

public sealed partial class BlobWriter
{
    /// <summary>Adds a blob as another store keeps it, unless the store or a session has it. Nothing is compressed; the payload is decoded and compared with the id.</summary>
    /// <param name="blob">The blob; the caller may reuse its bytes on return.</param>
    /// <param name="cancellationToken">Cancels the wait for room; the blob is then not put, and the writer stays usable.</param>
    /// <exception cref="CorruptDataException">The payload is not that of the blob. Nothing was put, and the writer stays usable.</exception>
    /// <exception cref="ChunkStoreException">An earlier pack could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async ValueTask PutStoredAsync(StoredBlob blob, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        WriteSession session = await BeginAsync(cancellationToken).ConfigureAwait(false);

        // Before it is queued: what is in the queue is believed, and an error there would end every session.
        blob.Verify();
        while (true)
        {
            Task changed = session.Group.RoomChanged; // before the look, or the change could be missed
            ObjectDisposedException.ThrowIf(_disposed.Task.IsCompleted, this);
            if (session.TryPut(blob))
            {
                return;
            }

            await Task.WhenAny(changed, _disposed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a put of the blob would store nothing: the store has it, or some session has put it and it will be durable with the next flush.</summary>
    /// <param name="id">The blob's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>As far as this process has seen: what another process put since is known after <see cref="BlobStore.RefreshAsync"/>.</remarks>
    /// <exception cref="ChunkStoreException">An earlier pack could not be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer is disposed.</exception>
    public async ValueTask<bool> ContainsAsync(BlobId id, CancellationToken cancellationToken = default)
    {
        WriteSession session = await BeginAsync(cancellationToken).ConfigureAwait(false);
        return session.Contains(id);
    }
}
