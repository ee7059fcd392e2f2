using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Reading;

/// <summary>Decodes and verifies neighbouring records of one range, on the thread pool, the hashes side by side.</summary>
/// <remarks>What is stored as it is stays where it was read, unless most of the range is of no use and would be kept for little.</remarks>
internal sealed class DecodeJob : IThreadPoolWorkItem
{
    /// <summary>As much as hashing side by side needs, and still in the second-level cache. A longer blob is a job by itself.</summary>
    internal const int MaxMemoryBytes = 256 << 10;

    // What a blob takes beside its bytes: the record, the header, what is handed out. Most of all it takes when blobs are tiny.
    private const int ObjectBytes = 512;

    private readonly TaskCompletionSource<FetchedBlob[]> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RangeBytes _range;
    private readonly List<(LocatedBlob Blob, PackRecordHeader Header)> _records = [];

    private DecodeJob(RangeBytes range) => _range = range;

    /// <summary>What the blobs take in memory once they are decoded, objects included.</summary>
    internal int MemoryBytes { get; private set; }

    /// <summary>The blobs, each the receiver's to dispose.</summary>
    internal Task<FetchedBlob[]> Result => _result.Task;

    /// <summary>The jobs of a range, in order. Looks at the headers, so that each job's memory is known before it is taken.</summary>
    internal static IEnumerable<DecodeJob> Split(RangeBytes range)
    {
        DecodeJob job = new(range);
        foreach (LocatedBlob blob in range.Range.Blobs)
        {
            PackRecordHeader header = PackRecord.ReadHeader(range.RecordOf(blob), blob.Location, blob.Id, blob.Kind, job.Describe(blob));
            int memoryBytes = header.Entry.RawLength + ObjectBytes;
            if (job.MemoryBytes + memoryBytes > MaxMemoryBytes && job._records.Count > 0)
            {
                yield return job;
                job = new DecodeJob(range);
            }

            job._records.Add((blob, header));
            job.MemoryBytes += memoryBytes;
        }

        yield return job;
    }

    internal void Start()
    {
        _range.Bytes?.AddUser();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            _result.SetResult(Decode());
        }
        catch (Exception exception)
        {
            _result.SetException(exception); // where the result is awaited
        }
        finally
        {
            _range.Bytes?.Release();
        }
    }

    private FetchedBlob[] Decode()
    {
        int decodedLength = _records.Sum(record => IsInPlace(record.Header) ? 0 : record.Header.Entry.RawLength);
        using PooledBytes decoded = new(decodedLength);
        FetchedBlob[] blobs = new FetchedBlob[_records.Count];
        try
        {
            int offset = 0;
            for (int i = 0; i < blobs.Length; i++)
            {
                (LocatedBlob blob, PackRecordHeader header) = _records[i];
                int length = header.Entry.RawLength;
                ReadOnlySpan<byte> payload = _range.RecordOf(blob)[PackRecordHeader.Size..];
                if (_range.Bytes is { } bytes && IsInPlace(header))
                {
                    blobs[i] = new FetchedBlob(blob.Index, blob.Id, bytes, _range.PayloadOffsetOf(blob), length);
                }
                else
                {
                    PackRecord.DecodePayload(header, payload, decoded.Memory.Span.Slice(offset, length), Describe(blob));
                    blobs[i] = new FetchedBlob(blob.Index, blob.Id, decoded, offset, length);
                    offset += length;
                }
            }

            Verify(blobs);
            return blobs;
        }
        catch
        {
            Array.ForEach(blobs, blob => blob?.Dispose());
            throw;
        }
    }

    private bool IsInPlace(PackRecordHeader header) => header.Entry.Codec == BlobCodec.None && _range.IsDense;

    // Side by side is possible for what is of one kind, and in one buffer.
    private void Verify(FetchedBlob[] blobs)
    {
        BlobId[] ids = new BlobId[blobs.Length];
        foreach (IGrouping<(PooledBytes Buffer, BlobKind Kind), int> group in Enumerable.Range(0, blobs.Length)
            .GroupBy(i => (blobs[i].Buffer, _records[i].Blob.Kind)))
        {
            int[] members = [.. group];
            Span<BlobId> found = ids.AsSpan(0, members.Length);
            BlobId.ComputeMany(group.Key.Kind, group.Key.Buffer.Memory.Span, [.. members.Select(i => blobs[i].Range)], found);
            for (int i = 0; i < members.Length; i++)
            {
                LocatedBlob blob = _records[members[i]].Blob;
                if (found[i] != blob.Id && IsInPlace(_records[members[i]].Header))
                {
                    // Where the payload is the blob, the id tells all that the CRC does, but for what happened.
                    PackRecord.RequireCrc(_records[members[i]].Header, blobs[members[i]].Plain.Span, Describe(blob));
                }

                PackRecord.RequireId(found[i], blob.Id, Describe(blob));
            }
        }
    }

    private RecordName Describe(LocatedBlob blob) => PackRecord.Describe(blob.Id, _range.PackName, blob.Location);
}
