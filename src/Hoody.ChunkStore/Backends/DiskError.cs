using System.Runtime.InteropServices;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Turns an error number into the exception a caller sees: the operation, the object, the number's name and meaning.</summary>
internal static class DiskError
{
    internal static BackendException Create(Errno errno, string action, string name, Exception? cause = null)
    {
        string message = $"Cannot {action} '{name}': {errno} ({Marshal.GetPInvokeErrorMessage((int)errno)}).";
        return errno switch
        {
            Errno.ENOSPC or Errno.EDQUOT => new StoreFullException(message, cause),
            _ => new BackendException(message, IsTransient(errno), cause),
        };
    }

    /// <summary>The reading and writing calls of .NET report the error number as the exception's result.</summary>
    internal static BackendException Create(IOException exception, string action, string name) =>
        Create((Errno)exception.HResult, action, name, exception);

    internal static void ThrowIfFailed(Errno errno, string action, string name)
    {
        if (errno != Errno.None)
        {
            throw Create(errno, action, name);
        }
    }

    // Shortages that pass by themselves. A failing disk does not, and a full one needs somebody's hand.
    private static bool IsTransient(Errno errno) => errno is Errno.EAGAIN or Errno.ENOMEM or Errno.ENFILE or Errno.EMFILE;
}
