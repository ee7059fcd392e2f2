namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    private bool _isLocked;

    /// <summary>Makes the file, or the names in the directory, durable.</summary>
    public Errno Sync() => ErrorOf(Libc.Sync(this));

    /// <summary>Makes everything in the file system durable that was written before: one call for a whole tree.</summary>
    public Errno SyncFileSystem() => ErrorOf(Libc.SyncFileSystem(this));

    /// <summary>Locks the file or directory for this descriptor alone, until it is closed; EAGAIN when another one has it.</summary>
    public Errno TryLock()
    {
        Errno error = ErrorOf(Libc.Lock(this, Libc.LockExclusiveOrFail));
        _isLocked |= error == Errno.None;
        return error;
    }
}
