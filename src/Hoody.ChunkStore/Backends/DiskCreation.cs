using System.Buffers;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Makes objects: temporary file, fsync, rename unless the name is taken, fsync of the directory.</summary>
/// <remarks>Each step is over for all objects before the next begins, so that objects in one directory share its fsync.</remarks>
internal sealed class DiskCreation(DiskFolders folders, DiskSync sync, DiskStaging staging) : IDisposable
{
    private readonly record struct Written(string Name, string TemporaryName, string Folder, string Leaf);

    private readonly Dictionary<string, IDirectory> _parents = new(StringComparer.Ordinal);
    private readonly List<Written> _written = [];
    private readonly HashSet<string> _leftInStaging = new(StringComparer.Ordinal);

    /// <summary>Writes an object's content, durably, under a name of its own among the temporary files.</summary>
    internal void Write(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        (string folder, string leaf) = DiskFolders.Split(name);
        if (!_parents.ContainsKey(folder))
        {
            _parents.Add(folder, folders.OpenOrCreate(folder));
        }

        string temporaryName = staging.NextName();
        DiskError.ThrowIfFailed(staging.Directory.CreateFile(temporaryName, out IFile file), "create", name);
        using (file)
        {
            _leftInStaging.Add(temporaryName);
            long offset = 0;
            foreach (ReadOnlyMemory<byte> segment in content)
            {
                cancellationToken.ThrowIfCancellationRequested();
                DiskError.ThrowIfFailed(file.Write(segment.Span, offset), "write", name);
                offset += segment.Length;
            }

            sync.Flush(file, name);
        }

        _written.Add(new Written(name, temporaryName, folder, leaf));
    }

    /// <summary>Gives all that was written its names; durable on return.</summary>
    /// <returns>For each object, in the order of writing, whether its name was free.</returns>
    internal bool[] Publish()
    {
        bool[] isCreated = [.. _written.Select(Rename)];

        // Also when the name was taken: its owner may not have come this far, and the caller is about to build on it.
        foreach ((string folder, IDirectory parent) in _parents)
        {
            sync.Flush(parent, folder.Length == 0 ? folders.Root : folder);
        }

        return isCreated;
    }

    /// <summary>Removes what did not get its name.</summary>
    public void Dispose()
    {
        foreach (string temporaryName in _leftInStaging)
        {
            _ = staging.Directory.RemoveFile(temporaryName); // what stays is swept with the session
        }

        foreach (IDirectory parent in _parents.Values)
        {
            parent.Dispose();
        }
    }

    private bool Rename(Written written)
    {
        Errno errno = staging.Directory.RenameIfAbsent(written.TemporaryName, _parents[written.Folder], written.Leaf);
        DiskError.ThrowIfFailed(errno == Errno.EEXIST ? Errno.None : errno, "name", written.Name);
        if (errno == Errno.None)
        {
            _leftInStaging.Remove(written.TemporaryName);
        }

        return errno == Errno.None;
    }
}
