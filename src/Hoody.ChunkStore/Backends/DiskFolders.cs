using System.Collections.Concurrent;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Opens the directories of a store by walking from its root, one component at a time, never through a link.</summary>
internal sealed class DiskFolders(IFileSystem fileSystem, string root, DiskSync sync)
{
    // Directories whose own entry this process has made durable. Another process's mkdir may not be yet.
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);

    internal IFileSystem FileSystem => fileSystem;

    internal string Root => root;

    internal DiskSync Sync => sync;

    /// <summary>The folder of an object, "" for the root, and its name there.</summary>
    internal static (string Folder, string Leaf) Split(string name)
    {
        int slash = name.LastIndexOf('/');
        return slash < 0 ? ("", name) : (name[..slash], name[(slash + 1)..]);
    }

    /// <summary>The directory of <paramref name="path"/> below the root ("" is the root); null when there is none.</summary>
    internal IDirectory? Open(string path)
    {
        Errno errno = fileSystem.OpenDirectory(root, out IDirectory current);
        foreach (string segment in Segments(path))
        {
            if (errno != Errno.None)
            {
                break;
            }

            using IDirectory parent = current;
            errno = parent.OpenDirectory(segment, out current);
            if (errno == Errno.ENOTDIR && IsLink(parent, segment))
            {
                errno = Errno.ELOOP; // a fault to report, not an absence
            }
        }

        // A file where a directory should be: below it there is nothing either.
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        DiskError.ThrowIfFailed(errno, "open directory", Display(path));
        return current;
    }

    /// <summary>The directory of <paramref name="path"/>, made where it was missing; durable up to the root.</summary>
    internal IDirectory OpenOrCreate(string path)
    {
        IDirectory current = OpenOrCreateRoot();
        string walked = "";
        foreach (string segment in Segments(path))
        {
            using IDirectory parent = current;
            walked = walked.Length == 0 ? segment : $"{walked}/{segment}";
            current = OpenOrCreate(parent, segment, walked);
        }

        return current;
    }

    private IDirectory OpenOrCreate(IDirectory parent, string segment, string path)
    {
        Errno errno = parent.OpenDirectory(segment, out IDirectory directory);
        if (errno == Errno.ENOENT)
        {
            _durable.TryRemove(path, out _); // somebody removed the one that was
            Errno made = parent.MakeDirectory(segment);
            errno = made is Errno.None or Errno.EEXIST ? parent.OpenDirectory(segment, out directory) : made;
        }

        DiskError.ThrowIfFailed(errno, "make directory", path);
        return MakeDurable(directory, path, () => Flush(parent, path));
    }

    // What is temporary need not be there after a power cut: a file system that fsyncs no directory is refused by the probe, which needs that one, and says what is lacking.
    private void Flush(IDirectory parent, string path)
    {
        if (path == ObjectName.ReservedSegment)
        {
            sync.FlushWhereKnown(parent, path);
        }
        else
        {
            sync.Flush(parent, path);
        }
    }

    private IDirectory MakeDurable(IDirectory directory, string path, Action flush)
    {
        if (_durable.ContainsKey(path))
        {
            return directory;
        }

        try
        {
            flush();
            _durable.TryAdd(path, true);
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private IDirectory OpenOrCreateRoot()
    {
        Errno errno = fileSystem.OpenDirectory(root, out IDirectory directory);
        if (errno == Errno.ENOENT)
        {
            _durable.TryRemove("", out _); // as above
            CreateRoot(root);
            errno = fileSystem.OpenDirectory(root, out directory);
        }

        DiskError.ThrowIfFailed(errno, "open directory", root);
        return MakeDurable(directory, "", () => FlushAbove(root));
    }

    // Whoever made the root, or a directory above it, may have been killed before its fsync. Above the store, what this user may not
    // open or the file system does not fsync is none of a store's making.
    private void FlushAbove(string path)
    {
        for (string? above = Path.GetDirectoryName(path); above is not null; above = Path.GetDirectoryName(above))
        {
            Errno errno = fileSystem.OpenDirectory(above, out IDirectory directory);
            if (errno is Errno.EACCES or Errno.EPERM)
            {
                continue;
            }

            DiskError.ThrowIfFailed(errno, "open directory", above);
            using (directory)
            {
                sync.FlushWherePossible(directory, above);
            }
        }
    }

    private void CreateRoot(string path)
    {
        string parentPath = Path.GetDirectoryName(path) ?? throw DiskError.Create(Errno.ENOENT, "make directory", path);
        Errno errno = fileSystem.OpenDirectory(parentPath, out IDirectory parent);
        if (errno == Errno.ENOENT)
        {
            CreateRoot(parentPath);
            errno = fileSystem.OpenDirectory(parentPath, out parent);
        }

        DiskError.ThrowIfFailed(errno, "open directory", parentPath);
        using (parent)
        {
            errno = fileSystem.MakeDirectory(path);
            DiskError.ThrowIfFailed(errno == Errno.EEXIST ? Errno.None : errno, "make directory", path);
        }
    }

    // O_DIRECTORY|O_NOFOLLOW answers ENOTDIR for a link as for a file.
    private static bool IsLink(IDirectory parent, string segment) =>
        parent.GetEntry(segment, out DirectoryEntry entry) == Errno.None && entry.Kind == EntryKind.Link;

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What messages call a directory: its path, or the root's own.</summary>
    internal string Display(string path) => path.Length == 0 ? root : path;
}
