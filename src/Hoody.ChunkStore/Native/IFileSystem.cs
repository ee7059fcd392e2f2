namespace Hoody.ChunkStore.Native;

/// <summary>The calls of a file system that a disk store makes, all of them: the seam behind which tests put a simulated disk.</summary>
/// <remarks>
/// Every operation answers with the error number it met; none throws for one. On an error the handle that came out is a closed one.
/// </remarks>
internal interface IFileSystem
{
    /// <summary>Whether a call may wait for a device: the backend then makes it on a thread of the pool, not on the caller's.</summary>
    bool MayBlock { get; }

    /// <summary>A name that no other process takes, for this one's temporary files.</summary>
    string NewSessionName();

    /// <summary>Opens a directory by its path. The path is the caller's own: links in it are followed.</summary>
    Errno OpenDirectory(string path, out IDirectory directory);

    Errno MakeDirectory(string path);

    /// <summary>What a message calls the file system at that path, <c>ext4</c> for example, and how many bytes this user may still fill.</summary>
    Errno GetVolume(string path, out string kind, out long freeBytes);
}
