using Hoody.ChunkStore.Native;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Backends;

/// <summary>fsync with its one rule: after a failure nothing more is written.</summary>
/// <remarks>
/// A failed fsync drops the unwritten pages and marks them clean, so that the next fsync succeeds without them. Only reading
/// everything back can tell what is there; this process does not try, and the next one starts from what is on the disk.
/// </remarks>
internal sealed class DiskSync
{
    private volatile BackendException? _failure;

    internal void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new BackendException(
                $"The store is read-only since a write could not be made durable; open it again. {failure.Message}", innerException: failure);
        }
    }

    internal void Flush(SafeFileHandle handle, string name)
    {
        ThrowIfFailed();
        Errno errno = Posix.Sync(handle);
        if (errno != Errno.None)
        {
            _failure = DiskError.Create(errno, "fsync", name);
            throw _failure;
        }
    }
}
