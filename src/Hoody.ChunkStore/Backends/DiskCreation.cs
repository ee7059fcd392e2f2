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
        using DiskStagedFile file = new(sync, staging, name);
        file.Append(content, cancellationToken);
        return file.CreateIfAbsent(name, parent, leaf, folders.Display(folder));
    }

    /// <summary>The same for a file that was written before its name was known.</summary>
    internal static bool Create(DiskFolders folders, DiskStagedFile file, string name)
    {
        (string folder, string leaf) = DiskFolders.Split(name);
        using IDirectory parent = folders.OpenOrCreate(folder);
        return file.CreateIfAbsent(name, parent, leaf, folders.Display(folder));
    }
}
