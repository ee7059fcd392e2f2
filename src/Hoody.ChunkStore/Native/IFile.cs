using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Native;

/// <summary>An open file, or whatever else stood under the name that was opened.</summary>
internal interface IFile : IDisposable
{
    Errno GetEntry(out DirectoryEntry entry);

    /// <summary>Writes all of <paramref name="bytes"/>, or tells why not; a part may have been written then.</summary>
    Errno Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Reads up to <paramref name="destination"/>'s length; 0 bytes at the end.</summary>
    Errno Read(Span<byte> destination, long offset, out int count);

    /// <summary>Tells the system what will be read next, and does not wait for it. Only a hint: whether it was taken, nobody learns.</summary>
    void ReadAhead(long offset, long lengthBytes)
    {
    }

    /// <summary>Maps a file of that length, which is not 0, for reading; null where files cannot be mapped. It outlives this handle.</summary>
    Errno Map(long lengthBytes, out SafeBuffer? memory)
    {
        memory = null;
        return Errno.None;
    }

    /// <summary>Waits until the file's content and length are on stable storage. After an error they may be gone for good.</summary>
    Errno Sync();
}
