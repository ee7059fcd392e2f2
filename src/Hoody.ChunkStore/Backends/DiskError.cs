using System.Runtime.InteropServices;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Turns an error number into the exception a caller sees: the operation, the object, the number's name and meaning.</summary>
internal static class DiskError
{
    internal static BackendException Create(Errno errno, string action, string name)
    {
        string message = $"Cannot {action} '{name}': {errno} ({Marshal.GetPInvokeErrorMessage((int)errno)}).";
        return IsFull(errno) ? new StoreFullException(message) : new BackendException(message, IsTransient(errno)) { IsDenied = errno is Errno.EACCES or Errno.EPERM };
    }

    internal static void ThrowIfFailed(Errno errno, string action, string name)
    {
        if (errno != Errno.None)
        {
            throw Create(errno, action, name);
        }
    }

    internal static bool IsFull(Errno errno) => errno is Errno.ENOSPC or Errno.EDQUOT;

    // Shortages that pass by themselves, and what a signal has interrupted. A failing disk does not pass, and a full one needs somebody's hand.
    private static bool IsTransient(Errno errno) => errno is Errno.EINTR or Errno.EAGAIN or Errno.ENOMEM or Errno.ENFILE or Errno.EMFILE;
}
