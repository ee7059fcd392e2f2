using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>An object of a disk that stays open, read by calls of the system: what they cannot read is an exception. Thread-safe.</summary>
/// <param name="file">The open file, which then belongs to this one.</param>
/// <param name="name">The object.</param>
/// <param name="lengthBytes">Its length.</param>
/// <param name="cache">Where the pages of small reads are kept; null when there are none.</param>
internal sealed class ObjectFile(IFile file, string name, long lengthBytes, ObjectPages? cache) : IDisposable
{
    private readonly long _number = cache?.NewFile() ?? 0;
    private volatile bool _hasFailed;

    /// <summary>Whether a read has failed since it was opened, because of the device or the file itself.</summary>
    internal bool HasFailed => _hasFailed;

    /// <summary>Reads what many bytes are needed of.</summary>
    /// <exception cref="BackendException">The device cannot read them.</exception>
    /// <exception cref="CorruptDataException">The file has become shorter.</exception>
    internal void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            Errno errno = file.Read(destination, offset, out int count);
            if (errno != Errno.None || count == 0)
            {
                throw Failed(errno, offset);
            }

            destination = destination[count..];
            offset += count;
        }
    }

    /// <summary>As <see cref="Read"/>, for a few bytes at one place: their pages are kept.</summary>
    internal void ReadPages(long offset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(cache);
        while (!destination.IsEmpty)
        {
            (long page, long first) = Math.DivRem(offset, ObjectPages.PageLength);
            Span<byte> part = destination[..(int)Math.Min(destination.Length, ObjectPages.PageLength - first)];
            if (!cache.TryRead(ObjectPages.KeyOf(_number, page), (int)first, part))
            {
                ReadPage(cache, page, (int)first, part);
            }

            destination = destination[part.Length..];
            offset += part.Length;
        }
    }

    public void Dispose() => file.Dispose();

    private ChunkStoreException Failed(Errno errno, long offset)
    {
        ChunkStoreException error = errno == Errno.None
            ? new CorruptDataException($"Object '{name}'", $"it ends after {offset} of {lengthBytes} bytes")
            : DiskError.Create(errno, "read", name);
        _hasFailed |= error is not BackendException { IsOfDevice: false };
        return error;
    }

    private void ReadPage(ObjectPages cache, long page, int first, Span<byte> part)
    {
        Span<byte> bytes = stackalloc byte[ObjectPages.PageLength];
        bytes = bytes[..(int)Math.Min(bytes.Length, lengthBytes - (page * ObjectPages.PageLength))];
        Read(page * ObjectPages.PageLength, bytes);
        bytes.Slice(first, part.Length).CopyTo(part);
        cache.Keep(ObjectPages.KeyOf(_number, page), bytes);
    }
}
