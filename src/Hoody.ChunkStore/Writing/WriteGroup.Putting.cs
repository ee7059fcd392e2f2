using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Writing;

// What a session puts: looked up, and queued if it is new.
internal sealed partial class WriteGroup
{
    /// <summary>Takes a blob, plain or as it shall be stored, unless it is known; false when there is no room now.</summary>
    internal bool TryPut(WriteSession session, PackEntry blob, ReadOnlySpan<byte> bytes, bool isEncoded)
    {
        bool isTaken = TryTake(session, blob, out PutJob? job);
        if (isTaken)
        {
            Start(job, bytes, isEncoded);
            _totals.Count(blob.RawLength, isNew: job is not null);
            StoreMeter.Put.Count(blob.Kind, blob.RawLength, job is null ? TagNames.Known : TagNames.New);
        }

        return isTaken;
    }

    /// <summary>Whether the store has the blob, or will as soon as this group's packs are durable.</summary>
    internal bool Contains(WriteSession session, BlobId id)
    {
        ThrowIfFailed(); // what is pending then never becomes durable
        int packsWritten = Volatile.Read(ref _packsWritten);
        return _index.Contains(id) || IsKnown(session, id, isPresent: false, packsWritten);
    }

    private static void Start(PutJob? job, ReadOnlySpan<byte> bytes, bool isEncoded)
    {
        if (isEncoded)
        {
            job?.StartEncoded(bytes);
        }
        else
        {
            job?.Start(bytes);
        }
    }

    /// <summary>Queues a blob unless it is known; false when there is no room now. The caller starts the job, if there is one.</summary>
    private bool TryTake(WriteSession session, PackEntry blob, out PutJob? job)
    {
        job = null;
        int packsWritten = Volatile.Read(ref _packsWritten);
        bool isPresent = _index.Contains(blob.Id);
        lock (_gate)
        {
            ThrowIfFailed();
            if (IsKnown(session, blob.Id, isPresent, packsWritten))
            {
                session.Counters.CountPresent();
                return true;
            }

            // Queued inside the lock: whoever is told that a blob is pending may count on its place before all that follows.
            job = new PutJob(session.Counters, blob, _blocks, _options);
            if (!_queue.TryEnqueue(job))
            {
                ThrowIfFailed();
                return false;
            }

            _pending.Add(blob.Id, session.Pin.Epoch);
            session.Counters.CountNew(blob.RawLength);
            return true;
        }
    }

    private bool IsKnown(WriteSession session, BlobId id, bool isPresent, int packsWritten)
    {
        lock (_gate)
        {
            // Looked up again only when a pack was written since: then the blob may have gone from pending to present.
            return isPresent || _pending.Contains(id, session.Pin.Epoch) || (packsWritten != _packsWritten && _index.Contains(id));
        }
    }
}
