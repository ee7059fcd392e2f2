using Hoody.ChunkStore.Native;
using Hoody.ChunkStore.Telemetry;

namespace Hoody.ChunkStore.Backends;

/// <summary>fsync with its one rule: after a failure nothing more is written.</summary>
/// <remarks>
/// A failed fsync drops the unwritten pages and marks them clean, so that the next fsync succeeds without them. Only reading
/// everything back can tell what is there; this process does not try, and the next one starts from what is on the disk.
/// </remarks>
internal sealed class DiskSync
{
    private volatile BackendException? _failure;

    internal bool HasFailed => _failure is not null;

    internal void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new BackendException(
                $"The store is read-only since a write could not be made durable; open it again. {failure.Message}", innerException: failure);
        }
    }

    internal void Flush(IFile file, string name)
    {
        ThrowIfFailed();
        CallTimer timer = new(StoreMeter.FsyncDuration);
        Errno errno = file.Sync();
        Stop(timer, "file", errno);
        Check(errno, name);
    }

    internal void Flush(IDirectory directory, string name)
    {
        ThrowIfFailed();
        CheckNamed(Sync(directory), name);
    }

    /// <summary>A file system that knows no fsync of directories, or is read-only, is no failure here.</summary>
    internal void FlushWherePossible(IDirectory directory, string name)
    {
        ThrowIfFailed();
        Errno errno = Sync(directory);
        Check(IsUnknownCall(errno) || errno == Errno.EROFS ? Errno.None : errno, name);
    }

    /// <summary>A file system that knows no fsync of directories is no failure here. One that has become read-only is: what it has not written it never will.</summary>
    internal void FlushWhereKnown(IDirectory directory, string name)
    {
        ThrowIfFailed();
        Errno errno = Sync(directory);
        CheckNamed(IsUnknownCall(errno) ? Errno.None : errno, name);
    }

    /// <summary>Takes note of how an fsync ended.</summary>
    internal void Check(Errno errno, string name)
    {
        if (errno != Errno.None)
        {
            _failure = DiskError.Create(errno, "fsync", name);
            throw _failure;
        }
    }

    // Not a full store, whatever the error: that says that nothing was created, and what has its name here may survive.
    private void CheckNamed(Errno errno, string name)
    {
        if (errno != Errno.None)
        {
            _failure = new BackendException(DiskError.Create(errno, "fsync", name).Message);
            throw _failure;
        }
    }

    private static bool IsUnknownCall(Errno errno) => errno is Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP;

    private static Errno Sync(IDirectory directory)
    {
        CallTimer timer = new(StoreMeter.FsyncDuration);
        Errno errno = directory.Sync();
        Stop(timer, "directory", errno);
        return errno;
    }

    private static void Stop(CallTimer timer, string target, Errno errno) =>
        timer.Stop(TagNames.Target, target, errno == Errno.None ? null : errno.ToString());
}
