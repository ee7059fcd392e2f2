using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    /// <summary>The status of what is open.</summary>
    public Errno GetStatus(out FileStatus status) => GetStatus([0], Libc.AtEmptyPath, out status);

    /// <summary>The status of what bears the name in this directory, a link itself included.</summary>
    public Errno GetStatus(EntryName name, out FileStatus status) =>
        GetStatus(Terminate(name.Bytes, stackalloc byte[NameBufferLength]), Libc.AtSymlinkNoFollow, out status);

    private Errno GetStatus(ReadOnlySpan<byte> terminatedName, int flags, out FileStatus status)
    {
        Libc.StatusBuffer buffer;
        Errno error;
        do
        {
            error = ErrorOf(Libc.Statx(this, terminatedName, flags, Libc.StatusMask, out buffer));
        }
        while (error == Errno.EINTR);

        status = error == Errno.None ? new FileStatus(in buffer) : default;
        return error;
    }
}
