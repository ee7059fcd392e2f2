using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Reading;

/// <summary>A range that was read; shorter where the pack ended, and without bytes when the pack is gone.</summary>
internal sealed class RangeBytes(ReadRange range, string packName, PooledBytes? bytes, int count) : IDisposable
{
    internal ReadRange Range => range;

    internal string PackName => packName;

    internal PooledBytes? Bytes => bytes;

    internal static async Task<RangeBytes> ReadAsync(IStorageBackend backend, ReadRange range, CancellationToken cancellationToken)
    {
        string name = Packs.PackName.Of(range.Blobs[0].PackId);
        PooledBytes bytes = new(range.Length);
        try
        {
            int count = await backend.ReadAsync(name, range.Offset, bytes.Memory, cancellationToken).ConfigureAwait(false);
            return new RangeBytes(range, name, bytes, count);
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

    /// <summary>Whether at least half of what was read was wanted: then keeping it for its blobs costs no more than copying them out.</summary>
    internal bool IsDense { get; } = range.Blobs.Sum(blob => (long)blob.Location.RecordLength) >= range.Length / 2;

    /// <summary>Where in <see cref="Bytes"/> the payload of a record begins.</summary>
    internal int PayloadOffsetOf(LocatedBlob blob) => blob.Location.Offset - range.Offset + PackRecordHeader.Size;

    /// <summary>The bytes of one record, as far as there are any.</summary>
    internal ReadOnlySpan<byte> RecordOf(LocatedBlob blob)
    {
        ReadOnlySpan<byte> read = bytes is null ? [] : bytes.Memory.Span[..count];
        read = read[Math.Min(blob.Location.Offset - range.Offset, read.Length)..];
        return read[..Math.Min(blob.Location.RecordLength, read.Length)];
    }

    public void Dispose() => bytes?.Dispose();
}
