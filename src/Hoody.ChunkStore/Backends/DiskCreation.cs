using System.Buffers;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Makes an object: temporary file, fsync, rename unless the name is taken, fsync of the directory.</summary>
internal static class DiskCreation
{
    /// <returns>Whether the name was free; durable on return either way.</returns>
    internal static bool Create(
        DiskFolders folders, DiskSync sync, DiskStaging staging, string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        (string folder, string leaf) = DiskFolders.Split(name);
        using IDirectory parent = folders.OpenOrCreate(folder);
        string temporaryName = staging.NextName();
        DiskError.ThrowIfFailed(staging.Directory.CreateFile(temporaryName, out IFile file), "create", name);
        bool isCreated = false;
        try
        {
            Write(file, sync, name, content, cancellationToken);
            Errno errno = staging.Directory.RenameIfAbsent(temporaryName, parent, leaf);
            DiskError.ThrowIfFailed(errno == Errno.EEXIST ? Errno.None : errno, "name", name);
            isCreated = errno == Errno.None;

            // Also when the name was taken: its owner may not have come this far, and the caller is about to build on it.
            sync.Flush(parent, folder.Length == 0 ? folders.Root : folder);
            return isCreated;
        }
        finally
        {
            if (!isCreated)
            {
                _ = staging.Directory.RemoveFile(temporaryName); // what stays is swept with the session
            }
        }
    }

    private static void Write(IFile file, DiskSync sync, string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        using (file)
        {
            long offset = 0;
            foreach (ReadOnlyMemory<byte> segment in content)
            {
                cancellationToken.ThrowIfCancellationRequested();
                DiskError.ThrowIfFailed(file.Write(segment.Span, offset), "write", name);
                offset += segment.Length;
            }

            sync.Flush(file, name);
        }
    }
}
