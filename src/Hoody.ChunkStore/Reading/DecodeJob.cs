using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Reading;

/// <summary>Decodes and verifies neighbouring records of one range, on the thread pool, the hashes side by side.</summary>
internal sealed class DecodeJob : IThreadPoolWorkItem
{
    /// <summary>As much as hashing side by side needs, and still in the second-level cache. A longer blob is a job by itself.</summary>
    internal const int MaxPlainLength = 256 << 10;

    private readonly TaskCompletionSource<FetchedBlob[]> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RangeBytes _range;
    private readonly BlobKind _kind;
    private readonly List<(LocatedBlob Blob, PackRecordHeader Header)> _records = [];

    private DecodeJob(RangeBytes range, BlobKind kind)
    {
        _range = range;
        _kind = kind;
    }

    /// <summary>What the blobs take in memory once they are decoded.</summary>
    internal int PlainLength { get; private set; }

    /// <summary>The blobs, each the receiver's to dispose.</summary>
    internal Task<FetchedBlob[]> Result => _result.Task;

    /// <summary>The jobs of a range, in order. Looks at the headers, so that each job's memory is known before it is taken.</summary>
    internal static IEnumerable<DecodeJob> Split(RangeBytes range, BlobKind kind)
    {
        DecodeJob job = new(range, kind);
        foreach (LocatedBlob blob in range.Range.Blobs)
        {
            PackRecordHeader header = PackRecord.ReadHeader(range.RecordOf(blob), blob.Location, blob.Id, kind, job.Describe(blob));
            if (job.PlainLength + header.Entry.RawLength > MaxPlainLength && job._records.Count > 0)
            {
                yield return job;
                job = new DecodeJob(range, kind);
            }

            job._records.Add((blob, header));
            job.PlainLength += header.Entry.RawLength;
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
        using PooledBytes plain = new(PlainLength);
        ByteRange[] ranges = new ByteRange[_records.Count];
        BlobId[] ids = new BlobId[_records.Count];
        int offset = 0;
        for (int i = 0; i < ranges.Length; i++)
        {
            (LocatedBlob blob, PackRecordHeader header) = _records[i];
            ranges[i] = new ByteRange(offset, header.Entry.RawLength);
            ReadOnlySpan<byte> payload = _range.RecordOf(blob)[PackRecordHeader.Size..];
            PackRecord.DecodePayload(header, payload, plain.Memory.Span.Slice(offset, header.Entry.RawLength), Describe(blob));
            offset += header.Entry.RawLength;
        }

        BlobId.ComputeMany(_kind, plain.Memory.Span, ranges, ids);
        for (int i = 0; i < ids.Length; i++)
        {
            PackRecord.RequireId(ids[i], _records[i].Blob.Id, Describe(_records[i].Blob));
        }

        return [.. _records.Select((record, i) => new FetchedBlob(record.Blob.Index, record.Blob.Id, plain, ranges[i].Offset, ranges[i].Length))];
    }

    private string Describe(LocatedBlob blob) => PackRecord.Describe(blob.Id, _range.PackName, blob.Location);
}
