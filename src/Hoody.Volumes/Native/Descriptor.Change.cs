using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    /// <summary>Opens a file that exists for reading and writing.</summary>
    public Errno OpenForChange(EntryName name, out Descriptor file) =>
        OpenStrictly(name.Bytes, Libc.OpenReadWrite | Libc.OpenNonBlocking | Libc.OpenNoControllingTerminal, 0, out file);

    /// <summary>Gives the lock up. Closing is not enough: a child process that is just being started has the descriptor for a moment too.</summary>
    public void Unlock() => _ = Libc.Lock(this, Libc.Unlock);
}
