using System.IO.Hashing;
using Hoody.ChunkStore.Codecs;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>A new blob on its way into a pack: first its plain bytes, then the record that a thread of the pool makes of them.</summary>
/// <remarks>One that came from another store brings its record along, and waits only for its turn.</remarks>
internal sealed class PutJob(SessionCounters session, PackEntry put, PutBlocks blocks, BlobStoreOptions options)
    : IThreadPoolWorkItem, IDisposable
{
    // About what its objects take, with its places in the queue and among what is pending.
    private const int OwnLength = 512;

    private readonly TaskCompletionSource _encoded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PutBytes? _plain;
    private PutBytes? _payload;
    private PackRecordHeader _header;

    /// <summary>What the job counts for in the queue: its plain bytes, and what it takes itself, or tiny blobs would be without a bound.</summary>
    internal int QueuedLength => put.RawLength + OwnLength;

    internal SessionCounters Session => session;

    /// <summary>Ends when header and payload are there.</summary>
    internal Task Encoded => _encoded.Task;

    internal PackRecordHeader Header => _header;

    internal ReadOnlySpan<byte> Payload => (_payload ?? _plain ?? throw new ObjectDisposedException(nameof(PutJob))).Memory.Span;

    /// <summary>Copies the bytes, which are the caller's again on return, and has them encoded.</summary>
    internal void Start(ReadOnlySpan<byte> plain)
    {
        try
        {
            PutBytes room = blocks.Take(put.RawLength);
            _plain = room;
            plain.CopyTo(room.Memory.Span);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        catch (Exception exception)
        {
            _encoded.SetException(exception); // the queue waits for every job that is in it
            throw;
        }
    }

    /// <summary>Copies a payload that was verified, and is stored as it is.</summary>
    internal void StartEncoded(ReadOnlySpan<byte> payload)
    {
        try
        {
            PutBytes room = blocks.Take(put.StoredLength);
            _payload = room;
            payload.CopyTo(room.Memory.Span);
            _header = new PackRecordHeader(put, Crc32.HashToUInt32(payload));
            _encoded.SetResult();
        }
        catch (Exception exception)
        {
            _encoded.SetException(exception); // as above
            throw;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        try
        {
            Encode();
            _encoded.SetResult();
        }
        catch (Exception exception)
        {
            _encoded.SetException(exception); // where the queue awaits it
        }
    }

    public void Dispose()
    {
        _plain?.Release();
        _payload?.Release();
        (_plain, _payload) = (null, null);
    }

    private void Encode()
    {
        PutBytes plain = _plain ?? throw new InvalidOperationException("The job was not started.");
        int storedLength = Compress(plain.Memory.Span);
        BlobCodec codec = storedLength == 0 ? BlobCodec.None : options.Compression;
        PackEntry entry = put with { Codec = codec, StoredLength = codec == BlobCodec.None ? put.RawLength : storedLength };
        ReadOnlySpan<byte> payload = (_payload ?? plain).Memory.Span;
        _header = new PackRecordHeader(entry, Crc32.HashToUInt32(payload));
        if (_payload is not null)
        {
            _plain = null;
            plain.Release(); // now, not when it has been its turn: half of what waits
        }
    }

    /// <returns>The length of the payload; 0 when the plain bytes are as good.</returns>
    private int Compress(ReadOnlySpan<byte> plain)
    {
        int longest = PayloadCodec.LongestWorthwhile(put.RawLength);
        if (options.Compression == BlobCodec.None || longest == 0 || !CompressionProbe.IsPromising(options.Compression, plain))
        {
            return 0;
        }

        PooledBytes payload = new(longest);
        int length = PayloadCodec.Encode(options.Compression, options.ZstdLevel, plain, payload.Memory.Span);
        if (length == 0 || !IsDecodable(payload.Memory.Span[..length], plain))
        {
            payload.Dispose();
            return 0;
        }

        _payload = blocks.Keep(payload, length);
        return length;
    }

    // What a compressor lost nobody could bring back, so it is decoded before anybody relies on it. If it fails, the plain bytes are right.
    private bool IsDecodable(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> plain)
    {
        using PooledBytes decoded = new(put.RawLength);
        return PayloadCodec.TryDecode(options.Compression, payload, decoded.Memory.Span) && decoded.Memory.Span.SequenceEqual(plain);
    }
}
