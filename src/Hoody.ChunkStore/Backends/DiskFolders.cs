using System.Collections.Concurrent;
using Hoody.ChunkStore.Native;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Backends;

/// <summary>Opens the directories of a store by walking from its root, one component at a time, never through a link.</summary>
internal sealed class DiskFolders(string root, DiskSync sync)
{
    // Directories whose own entry this process has made durable. Another process's mkdir may not be yet.
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);

    internal string Root => root;

    /// <summary>The directory of <paramref name="path"/> below the root ("" is the root); null when there is none.</summary>
    internal SafeFileHandle? Open(string path)
    {
        Errno errno = Posix.OpenDirectory(root, out SafeFileHandle handle);
        foreach (string segment in Segments(path))
        {
            if (errno != Errno.None)
            {
                break;
            }

            using SafeFileHandle parent = handle;
            errno = Posix.OpenDirectory(parent, segment, out handle);
        }

        // A file where a directory should be: below it there is nothing either.
        if (errno is Errno.ENOENT or Errno.ENOTDIR && !IsLink(path))
        {
            return null;
        }

        DiskError.ThrowIfFailed(errno, "open directory", Display(path));
        return handle;
    }

    /// <summary>The directory of <paramref name="path"/>, made where it was missing; durable up to the root.</summary>
    internal SafeFileHandle OpenOrCreate(string path)
    {
        SafeFileHandle current = OpenOrCreateRoot();
        string walked = "";
        foreach (string segment in Segments(path))
        {
            using SafeFileHandle parent = current;
            walked = walked.Length == 0 ? segment : $"{walked}/{segment}";
            current = OpenOrCreate(parent, segment, walked);
        }

        return current;
    }

    private SafeFileHandle OpenOrCreate(SafeFileHandle parent, string segment, string path)
    {
        Errno errno = Posix.OpenDirectory(parent, segment, out SafeFileHandle handle);
        if (errno == Errno.ENOENT)
        {
            Errno made = Posix.MakeDirectory(parent, segment);
            errno = made is Errno.None or Errno.EEXIST ? Posix.OpenDirectory(parent, segment, out handle) : made;
        }

        DiskError.ThrowIfFailed(errno, "make directory", path);
        if (!_durable.ContainsKey(path))
        {
            sync.Flush(parent, path);
            _durable.TryAdd(path, true);
        }

        return handle;
    }

    private SafeFileHandle OpenOrCreateRoot()
    {
        Errno errno = Posix.OpenDirectory(root, out SafeFileHandle handle);
        if (errno == Errno.ENOENT)
        {
            CreateRoot(root);
            errno = Posix.OpenDirectory(root, out handle);
        }

        DiskError.ThrowIfFailed(errno, "open directory", root);
        return handle;
    }

    private void CreateRoot(string path)
    {
        string parentPath = Path.GetDirectoryName(path) ?? throw DiskError.Create(Errno.ENOENT, "make directory", path);
        Errno errno = Posix.OpenDirectory(parentPath, out SafeFileHandle parent);
        if (errno == Errno.ENOENT)
        {
            CreateRoot(parentPath);
            errno = Posix.OpenDirectory(parentPath, out parent);
        }

        DiskError.ThrowIfFailed(errno, "open directory", parentPath);
        using (parent)
        {
            errno = Posix.MakeDirectory(path);
            DiskError.ThrowIfFailed(errno == Errno.EEXIST ? Errno.None : errno, "make directory", path);
            sync.Flush(parent, path);
        }
    }

    // O_DIRECTORY|O_NOFOLLOW answers ENOTDIR for a link as well; a link is a fault to report, not an absence.
    private bool IsLink(string path)
    {
        string walked = root;
        foreach (string segment in Segments(path))
        {
            walked = Path.Join(walked, segment);
            if (new DirectoryInfo(walked).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static string[] Segments(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private string Display(string path) => path.Length == 0 ? root : path;
}
