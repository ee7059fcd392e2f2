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
    private readonly ArraySegment<LocatedBlob> _blobs;
    private readonly PackRecordHeader[] _headers;

    private DecodeJob(RangeBytes range, ArraySegment<LocatedBlob> blobs, PackRecordHeader[] headers, int memoryBytes) =>
        (_range, _blobs, _headers, MemoryBytes) = (range, blobs, headers, memoryBytes);

    /// <summary>What the blobs take in memory once they are decoded, objects included.</summary>
    internal int MemoryBytes { get; }

    /// <summary>The blobs, each the receiver's to dispose.</summary>
    internal Task<FetchedBlob[]> Result => _result.Task;

    /// <summary>The jobs of a range, in order. Looks at the headers, so that each job's memory is known before it is taken.</summary>
    internal static IEnumerable<DecodeJob> Split(RangeBytes range)
    {
        ArraySegment<LocatedBlob> blobs = range.Range.Blobs;
        List<PackRecordHeader> headers = new(blobs.Count);
        (int first, int memoryBytes) = (0, 0);
        for (int i = 0; i < blobs.Count; i++)
        {
            LocatedBlob blob = blobs[i];
            PackRecordHeader header = PackRecord.ReadHeader(
                range.RecordOf(blob), blob.Location, blob.Id, blob.Kind, PackRecord.Describe(blob.Id, range.PackName, blob.Location));
            int memoryBytesMore = header.Entry.RawLength + ObjectBytes;
            if (memoryBytes + memoryBytesMore > MaxMemoryBytes && headers.Count > 0)
            {
                yield return new DecodeJob(range, blobs[first..i], [.. headers], memoryBytes);
                headers.Clear();
                (first, memoryBytes) = (i, 0);
            }

            headers.Add(header);
            memoryBytes += memoryBytesMore;
        }

        yield return new DecodeJob(range, blobs[first..], [.. headers], memoryBytes);
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
        int decodedLength = _headers.Sum(header => IsInPlace(header) ? 0 : header.Entry.RawLength);
        using PooledBytes decoded = new(decodedLength);
        FetchedBlob[] blobs = new FetchedBlob[_blobs.Count];
        try
        {
            int offset = 0;
            for (int i = 0; i < blobs.Length; i++)
            {
                (LocatedBlob blob, PackRecordHeader header) = (_blobs[i], _headers[i]);
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

    // Side by side is possible for what is of one kind, and in one buffer. Mostly that is all of it.
    private void Verify(FetchedBlob[] blobs)
    {
        bool isOneGroup = true;
        for (int i = 1; i < blobs.Length && isOneGroup; i++)
        {
            isOneGroup = blobs[i].Buffer == blobs[0].Buffer && _blobs[i].Kind == _blobs[0].Kind;
        }

        int[] all = [.. Enumerable.Range(0, blobs.Length)];
        IEnumerable<int[]> groups = isOneGroup ? [all] : all.GroupBy(i => (blobs[i].Buffer, _blobs[i].Kind)).Select(group => group.ToArray());
        foreach (int[] members in groups)
        {
            Verify(blobs, members);
        }
    }

    private void Verify(FetchedBlob[] blobs, int[] members)
    {
        BlobId[] found = new BlobId[members.Length];
        BlobId.ComputeMany(_blobs[members[0]].Kind, blobs[members[0]].Buffer.Memory.Span, Array.ConvertAll(members, i => blobs[i].Range), found);
        for (int i = 0; i < members.Length; i++)
        {
            LocatedBlob blob = _blobs[members[i]];
            if (found[i] != blob.Id && IsInPlace(_headers[members[i]]))
            {
                // Where the payload is the blob, the id tells all that the CRC does, but for what happened.
                PackRecord.RequireCrc(_headers[members[i]], blobs[members[i]].Plain.Span, Describe(blob));
            }

            PackRecord.RequireId(found[i], blob.Id, Describe(blob));
        }
    }

    private RecordName Describe(LocatedBlob blob) => PackRecord.Describe(blob.Id, _range.PackName, blob.Location);
}
