namespace Hoody.Volumes.Native;

/// <summary>The error numbers of Linux that import and export tell apart; any other number is carried as it is.</summary>
internal enum Errno
{
    None = 0,
    EPERM = 1,
    ENOENT = 2,
    EINTR = 4,
    EIO = 5,
    ENXIO = 6,
    E2BIG = 7,
    EBADF = 9,
    EAGAIN = 11,
    ENOMEM = 12,
    EACCES = 13,
    EBUSY = 16,
    EEXIST = 17,
    EXDEV = 18,
    ENODEV = 19,
    ENOTDIR = 20,
    EISDIR = 21,
    EINVAL = 22,
    ENFILE = 23,
    EMFILE = 24,
    ENOTTY = 25,
    ETXTBSY = 26,
    EFBIG = 27,
    ENOSPC = 28,
    EROFS = 30,
    EMLINK = 31,
    ERANGE = 34,
    ENAMETOOLONG = 36,
    ENOSYS = 38,
    ENOTEMPTY = 39,
    ELOOP = 40,
    ENODATA = 61,
    EOVERFLOW = 75,
    EOPNOTSUPP = 95,
    ESTALE = 116,
    EDQUOT = 122,
}

internal static class ErrnoExtensions
{
    /// <summary>The symbolic name where we know one, else <c>errno N</c>.</summary>
    public static string Name(this Errno error) => Enum.IsDefined(error) ? error.ToString() : $"errno {(int)error}";

    /// <summary>No room is left: on the disk, in the quota, or in the directory's file system for one more inode.</summary>
    public static bool IsDiskFull(this Errno error) => error is Errno.ENOSPC or Errno.EDQUOT;

    /// <summary>The entry, or a directory on the way to it, is not there any more.</summary>
    public static bool IsGone(this Errno error) => error is Errno.ENOENT or Errno.ENOTDIR or Errno.ESTALE;

    /// <summary>We lack a right, or the file system a feature: what a report names and a run survives.</summary>
    public static bool IsUnsupported(this Errno error) =>
        error is Errno.EPERM or Errno.EACCES or Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.ENODEV or Errno.EINVAL or Errno.E2BIG;
}
