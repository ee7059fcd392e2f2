using System.Buffers;
using Hoody.ChunkStore;

namespace Hoody.Volumes.Transfer;

/// <summary>Copies the blobs that the target lacks: chunks several at once, and what names them afterwards, in order.</summary>
/// <remarks>
/// Only ids wait in the queue, and few of them: memory does not grow with the tree. Ids queued since the target was last made
/// durable are remembered, because the target does not show them yet.
/// </remarks>
internal sealed class BlobCopier(BlobStore source, BlobStore target, BlobWriter writer, IProgress<TransferProgress>? progress)
{
    private const long MaxQueuedBytes = 64 << 20;

    private readonly HashSet<BlobId> _remembered = [];
    private readonly List<PendingBlob> _chunks = [];
    private readonly List<PendingBlob> _others = [];
    private long _queuedBytes;
    private long _blobsTransferred;
    private long _bytesTransferred;
    private long _blobsHeld;

    /// <summary>How many blobs wait: enough to keep every processor busy, few enough that a report follows soon.</summary>
    public int MaxQueuedBlobs { get; init; } = 1_024;

    /// <summary>How many ids are remembered, about 50 MB of them, before the target is made durable and they are forgotten.</summary>
    public int MaxRememberedIds { get; init; } = 1 << 20;

    /// <summary>Makes sure that the target will hold the blob, after everything that was asked for before it.</summary>
    public async ValueTask EnsureAsync(PendingBlob blob, CancellationToken cancellationToken)
    {
        if (_remembered.Contains(blob.Id))
        {
            return;
        }

        if (target.Contains(blob.Id))
        {
            _blobsHeld++;
            return;
        }

        _remembered.Add(blob.Id);
        (blob.Kind == BlobKind.Chunk ? _chunks : _others).Add(blob);
        _queuedBytes += blob.LengthBytes;
        if (_chunks.Count + _others.Count >= MaxQueuedBlobs || _queuedBytes >= MaxQueuedBytes)
        {
            await CopyQueuedAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Copies what is still queued and makes everything durable.</summary>
    public async Task<TransferResult> FinishAsync(CancellationToken cancellationToken)
    {
        await CopyQueuedAsync(cancellationToken).ConfigureAwait(false);
        await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        return new TransferResult(_blobsTransferred, _bytesTransferred, _blobsHeld);
    }

    private async ValueTask CopyQueuedAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(_chunks, cancellationToken, CopyAsync).ConfigureAwait(false);

        // In the order they were asked for: a list after its chunks, a directory after what is in it.
        foreach (PendingBlob blob in _others)
        {
            await CopyAsync(blob, cancellationToken).ConfigureAwait(false);
        }

        _chunks.Clear();
        _others.Clear();
        _queuedBytes = 0;
        if (_remembered.Count >= MaxRememberedIds)
        {
            await writer.FlushAsync(cancellationToken).ConfigureAwait(false);
            _remembered.Clear();
        }

        progress?.Report(new TransferProgress(_blobsTransferred, _bytesTransferred, _blobsHeld));
    }

    private async ValueTask CopyAsync(PendingBlob blob, CancellationToken cancellationToken)
    {
        using IMemoryOwner<byte> plain = await source.GetAsync(blob.Id, blob.Kind, cancellationToken).ConfigureAwait(false);
        int length = plain.Memory.Length;
        if (blob.LengthBytes != 0 && blob.LengthBytes != length)
        {
            throw new CorruptDataException($"{blob.Kind} {blob.Id}", $"it has {length} bytes and not the {blob.LengthBytes} its file claims");
        }

        // The writer hashes the bytes again: what arrives under an id is what the id says, whoever sent it.
        BlobId stored = await writer.PutAsync(blob.Kind, plain.Memory, cancellationToken).ConfigureAwait(false);
        if (stored != blob.Id)
        {
            throw new CorruptDataException($"{blob.Kind} {blob.Id}", $"the source sent bytes whose id is {stored}");
        }

        Interlocked.Increment(ref _blobsTransferred);
        Interlocked.Add(ref _bytesTransferred, length);
    }
}
