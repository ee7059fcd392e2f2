using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

/// <summary>The directory that the caller names: the one place where a path is resolved and its links are followed.</summary>
internal static class RootDirectory
{
    /// <exception cref="FileTreeException">It is missing, not a directory, or may not be opened.</exception>
    public static Descriptor Open(string path)
    {
        Errno error = TryOpen(path, out Descriptor root);
        return error == Errno.None ? root : throw Failure(path, root, error);
    }

    /// <summary>Opens it, having made it if only its last name is missing.</summary>
    /// <exception cref="FileTreeException">It can neither be opened nor made.</exception>
    public static Descriptor OpenOrCreate(string path)
    {
        Errno error = TryOpen(path, out Descriptor root);
        if (error == Errno.ENOENT)
        {
            root.Dispose();
            error = Descriptor.MakeRoot(path);
            error = error is Errno.None or Errno.EEXIST ? TryOpen(path, out root) : error;
        }

        return error == Errno.None ? root : throw Failure(path, root, error);
    }

    /// <summary>Opens it; gives an invalid descriptor where <see cref="OpenOrCreate"/> would make it.</summary>
    /// <exception cref="FileTreeException">It can neither be opened nor made.</exception>
    public static Descriptor OpenIfThere(string path)
    {
        Errno error = TryOpen(path, out Descriptor root);
        DirectoryInfo named = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return error == Errno.None || (error == Errno.ENOENT && named is { LinkTarget: null, Parent.Exists: true }) ? root : throw Failure(path, root, error);
    }

    /// <summary>Opens it, or the directory that it would be made in; gives an invalid descriptor where neither can be opened.</summary>
    public static Descriptor OpenNearest(string path)
    {
        Errno error = TryOpen(path, out Descriptor found);
        if (error == Errno.ENOENT)
        {
            found.Dispose();
            _ = TryOpen(ParentOf(path), out found);
        }

        return found;
    }

    /// <summary>The path, without links and <c>..</c>, where the system finds it, or would make it if only its last name is missing.</summary>
    /// <exception cref="FileTreeException">There is none, or it is not text.</exception>
    public static string Resolve(string path)
    {
        Errno error = TryOpen(path, out Descriptor found);
        using Descriptor opened = found;
        if (error != Errno.ENOENT)
        {
            return error == Errno.None ? PathOf(opened, path) : throw Failure(path, found, error);
        }

        using Descriptor parent = Open(ParentOf(path));
        FileInfo named = new(Path.Combine(PathOf(parent, path), Path.GetFileName(path.TrimEnd('/'))));
        return named.LinkTarget is { } target ? Resolve(Path.Combine(named.DirectoryName!, target)) : named.FullName; // Not null: it has a name.
    }

    private static string ParentOf(string path) => Path.GetDirectoryName(path.TrimEnd('/')) is { Length: > 0 } parent ? parent : ".";

    private static string PathOf(Descriptor directory, string path)
    {
        Errno error = directory.FindPath(out byte[] found);
        if (error != Errno.None)
        {
            throw new FileTreeErrors(path).Of(TreePath.Root, "cannot be found", error);
        }

        return StrictUtf8.TryGetString(found, out string text)
            ? text
            : throw new FileTreeException(path, "leads to a path that is not UTF-8; export in place");
    }

    private static Errno TryOpen(string path, out Descriptor root)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new PlatformNotSupportedException("Import and export of directories need 64-bit Linux in this version.");
        }

        // The system would read the path up to the NUL, and so take another directory.
        return path.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException("A path holds no NUL.", nameof(path))
            : Descriptor.OpenRoot(path, out root);
    }

    private static FileTreeException Failure(string path, Descriptor root, Errno error)
    {
        root.Dispose();
        return error switch
        {
            Errno.ENOENT => new FileTreeException(path, "there is no such directory") { ErrorName = error.Name() },
            Errno.ENOTDIR => new FileTreeException(path, "is not a directory") { ErrorName = error.Name() },
            _ => new FileTreeErrors(path).Of(TreePath.Root, "cannot be opened", error),
        };
    }
}
