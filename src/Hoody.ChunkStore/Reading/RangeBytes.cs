using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Reading;

/// <summary>A range that was read; shorter where the pack ended, and without bytes when the pack is gone.</summary>
/// <remarks>Where a call reads several parts for the price of one, what lies between the records is left out.</remarks>
internal sealed class RangeBytes(ReadRange range, string packName, PooledBytes? bytes, int count, RangeParts? parts = null) : IDisposable
{
    internal ReadRange Range => range;

    internal string PackName => packName;

    internal PooledBytes? Bytes => bytes;

    internal static async Task<RangeBytes> ReadAsync(IStorageBackend backend, ReadRange range, CancellationToken cancellationToken)
    {
        string name = Packs.PackName.Of(range.Blobs[0].PackId);
        RangeParts? parts = backend is IPartsBackend && range.HasGaps ? new RangeParts(range) : null;
        PooledBytes bytes = new(parts?.Length ?? range.Length);
        try
        {
            int count = parts is not null && backend is IPartsBackend reader
                ? await reader.ReadPartsAsync(name, parts.Parts, bytes.Memory, cancellationToken).ConfigureAwait(false)
                : await backend.ReadAsync(name, range.Offset, bytes.Memory, cancellationToken).ConfigureAwait(false);
            return new RangeBytes(range, name, bytes, count, parts);
        }
        catch (ObjectNotFoundException)
        {
            bytes.Dispose();
            return new RangeBytes(range, name, null, 0);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>As <see cref="ReadAsync"/>, and without bytes also where the device cannot read them: it may be one sector, of one record or of none that is wanted.</summary>
    internal static async Task<RangeBytes> TryReadAsync(IStorageBackend backend, ReadRange range, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(backend, range, cancellationToken).ConfigureAwait(false);
        }
        catch (BackendException exception) when (!exception.IsTransient)
        {
            return new RangeBytes(range, Packs.PackName.Of(range.Blobs[0].PackId), null, 0);
        }
    }

    /// <summary>Whether at least half of what was read was wanted: then keeping it for its blobs costs no more than copying them out.</summary>
    internal bool IsDense { get; } = range.RecordBytes >= (parts?.Length ?? range.Length) / 2;

    /// <summary>Where in <see cref="Bytes"/> the payload of a record begins.</summary>
    internal int PayloadOffsetOf(LocatedBlob blob) => PositionOf(blob) + PackRecordHeader.Size;

    /// <summary>The bytes of one record, as far as there are any.</summary>
    internal ReadOnlySpan<byte> RecordOf(LocatedBlob blob)
    {
        ReadOnlySpan<byte> read = bytes is null ? [] : bytes.Memory.Span[..count];
        read = read[Math.Min(PositionOf(blob), read.Length)..];
        return read[..Math.Min(blob.Location.RecordLength, read.Length)];
    }

    private int PositionOf(LocatedBlob blob) => parts?.PositionOf(blob.Location.Offset) ?? blob.Location.Offset - range.Offset;

    public void Dispose() => bytes?.Dispose();
}
