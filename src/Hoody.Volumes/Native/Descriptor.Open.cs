using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    /// <summary>The permission bits of a file for its owner alone: 0600.</summary>
    public const int OwnerMayReadAndWrite = 0x180;

    /// <summary>A server that shares files gives a lease up within milliseconds; who wants to hold others up may take 45 seconds, for each file.</summary>
    private const int MaxAttemptsAtLease = 50;
    private static readonly TimeSpan s_leasePause = TimeSpan.FromMilliseconds(10);

    /// <summary>A renaming on the way makes openat2 ask for another attempt; so many in a row are none.</summary>
    private const int MaxAttemptsAtRace = 1_000;

    private static readonly int s_directoryFlags = Libc.OpenReadOnly | Libc.OpenDirectory;

    // Set once openat2 turns out to be missing (before Linux 5.6, or a sandbox that answers so); a race over it is harmless.
    private static bool s_openAt2IsMissing;

    /// <summary>Opens a directory by a path of the caller's, whose links are followed: once, here and nowhere else.</summary>
    public static Errno OpenRoot(string path, out Descriptor root) =>
        Finish(Libc.Open(path, s_directoryFlags | Libc.OpenCloseOnExec, 0), out root);

    /// <summary>Makes a directory by a path of the caller's, for its owner alone.</summary>
    public static Errno MakeRoot(string path) => ErrorOf(Libc.MakeDirectory(path, 0x1c0 /* 0700 */));

    /// <summary>Opens a subdirectory for listing.</summary>
    public Errno OpenDirectory(EntryName name, out Descriptor directory) =>
        OpenStrictly(name.Bytes, s_directoryFlags, 0, out directory);

    /// <summary>Opens the directory above, by path only; the same one at the system's root.</summary>
    public Errno OpenParent(out Descriptor directory)
    {
        Errno error = OpenAt(".."u8, Libc.OpenPath | Libc.OpenDirectory, 0, out directory);
        directory.IsPathOnly = true;
        return error;
    }

    /// <summary>Opens a file for reading. Should it turn out to be a pipe or a terminal, the call neither waits nor is taken over by it.</summary>
    /// <returns>EAGAIN for a file that somebody has a lease on (<c>F_SETLEASE</c>) and does not give up soon, though the system has asked for it.</returns>
    public Errno OpenFile(EntryName name, out Descriptor file)
    {
        const int flags = Libc.OpenReadOnly | Libc.OpenNonBlocking | Libc.OpenNoControllingTerminal;
        Errno error = OpenStrictly(name.Bytes, flags, 0, out file);
        for (int attempt = 1; error == Errno.EAGAIN && attempt < MaxAttemptsAtLease; attempt++)
        {
            file.Dispose();
            Thread.Sleep(s_leasePause);
            error = OpenStrictly(name.Bytes, flags, 0, out file);
        }

        return error;
    }

    /// <summary>Opens whatever bears the name, a link itself included, without effect on it.</summary>
    public Errno OpenPathOnly(EntryName name, out Descriptor entry)
    {
        Errno error = OpenStrictly(name.Bytes, Libc.OpenPath, 0, out entry);
        entry.IsPathOnly = true;
        return error;
    }

    /// <summary>Creates a file that must not exist, open for reading and writing.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">Its permission bits, from which the system takes those of the process's mask.</param>
    /// <param name="file">The file.</param>
    public Errno CreateFile(EntryName name, int mode, out Descriptor file) =>
        OpenStrictly(name.Bytes, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenExclusive, (uint)mode, out file);

    /// <summary>Creates a file that has no name and goes when it is closed, in the file system of this directory; the directory does not change.</summary>
    public Errno CreateUnnamedFile(out Descriptor file) =>
        OpenStrictly("."u8, Libc.OpenReadWrite | Libc.OpenUnnamed | Libc.OpenDirectory, OwnerMayReadAndWrite, out file);

    /// <summary>Opens a file for reading and writing, made for its owner alone if it is missing.</summary>
    public Errno OpenOrCreateFile(EntryName name, out Descriptor file) =>
        OpenStrictly(name.Bytes, Libc.OpenReadWrite | Libc.OpenCreate | Libc.OpenNonBlocking, OwnerMayReadAndWrite, out file);

    /// <summary>Opens a directory several levels down; no component may be a link, and none leads out of this directory.</summary>
    public Errno OpenDirectoryBeneath(TreePath path, out Descriptor directory)
    {
        ReadOnlySpan<byte> target = path.IsRoot ? "."u8 : path.Bytes;
        Errno error = OpenAt2(target, s_directoryFlags, 0, out directory);
        return NeedsFallback(error) || error == Errno.ENAMETOOLONG ? OpenByComponents(path, out directory) : error;
    }

    /// <summary>The same, one component at a time: for kernels and sandboxes without openat2, and for paths beyond PATH_MAX.</summary>
    internal Errno OpenByComponents(TreePath path, out Descriptor directory)
    {
        Errno error = OpenAt("."u8, s_directoryFlags, 0, out directory);
        ReadOnlySpan<byte> rest = path.Bytes;
        while (error == Errno.None && !rest.IsEmpty)
        {
            int length = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> name = length < 0 ? rest : rest[..length];
            rest = length < 0 ? [] : rest[(length + 1)..];
            using Descriptor parent = directory;
            error = parent.OpenAt(name, s_directoryFlags, 0, out directory);
        }

        return error;
    }

    private static bool NeedsFallback(Errno error) => error is Errno.ENOSYS or Errno.EPERM;

    private static Errno Finish(Descriptor opened, out Descriptor result)
    {
        result = opened;
        return opened.IsInvalid ? ErrorOf(-1) : Errno.None;
    }

    private Errno OpenStrictly(ReadOnlySpan<byte> name, int flags, uint mode, out Descriptor opened)
    {
        if (!s_openAt2IsMissing)
        {
            // A sandbox may answer EPERM as well, and so may a file itself; only ENOSYS settles the question for good.
            Errno error = OpenAt2(name, flags, mode, out opened);
            s_openAt2IsMissing = error == Errno.ENOSYS;
            if (!NeedsFallback(error))
            {
                return error;
            }
        }

        return OpenAt(name, flags, mode, out opened);
    }

    private Errno OpenAt2(ReadOnlySpan<byte> path, int flags, uint mode, out Descriptor opened)
    {
        Span<byte> terminated = Terminate(path, stackalloc byte[NameBufferLength]);
        Libc.OpenHow how = new()
        {
            Flags = (ulong)(uint)(flags | Libc.OpenNoFollow | Libc.OpenCloseOnExec),
            Mode = mode,
            Resolve = Libc.ResolveStrictly,
        };
        Errno error = Finish(Libc.OpenAt2(this, terminated, ref how), out opened);

        // Of a call that must not wait, EAGAIN is the answer; and a file system in user space may give no other.
        for (int attempt = 1; error == Errno.EINTR || (error == Errno.EAGAIN && (flags & Libc.OpenNonBlocking) == 0 && attempt < MaxAttemptsAtRace); attempt++)
        {
            error = Finish(Libc.OpenAt2(this, terminated, ref how), out opened);
        }

        return error;
    }

    private Errno OpenAt(ReadOnlySpan<byte> name, int flags, uint mode, out Descriptor opened)
    {
        Span<byte> terminated = Terminate(name, stackalloc byte[NameBufferLength]);
        Errno error;
        do
        {
            error = Finish(Libc.OpenAt(this, terminated, flags | Libc.OpenNoFollow | Libc.OpenCloseOnExec, mode), out opened);
        }
        while (error == Errno.EINTR);

        return error;
    }
}
