using System.Runtime.InteropServices;
using Hoody.ChunkStore.Native;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Backends;

/// <summary>Reads objects.</summary>
internal sealed class DiskReading(DiskFolders folders, DiskBackendOptions options)
{
    private readonly ObjectPages? _pages = options.MapIndexes ? null : new(options.IndexCacheLengthBytes);

    internal int Read(string name, long offset, Span<byte> destination)
    {
        using IFile file = Open(name, out long length) ?? throw new ObjectNotFoundException(name);
        return Read(file, name, length, offset, destination);
    }

    /// <summary>Reads parts of an object one behind the other; of a disk the system still reads what lies between them, since that is faster than to leave it out.</summary>
    internal int ReadParts(string name, IReadOnlyList<ByteRange> parts, Span<byte> destination)
    {
        using IFile file = Open(name, out long length) ?? throw new ObjectNotFoundException(name);
        file.ReadAhead(parts[0].Offset, parts[^1].Offset + (long)parts[^1].Length - parts[0].Offset);
        int total = 0;
        for (int i = 0; i < parts.Count; i++)
        {
            int count = Read(file, name, length, parts[i].Offset, destination.Slice(total, parts[i].Length));
            total += count;
            if (count < parts[i].Length)
            {
                break;
            }
        }

        return total;
    }

    private static int Read(IFile file, string name, long length, long offset, Span<byte> destination)
    {
        // Within the file, whose length never changes: the system refuses offsets that no file can have.
        destination = destination[..(int)Math.Clamp(length - offset, 0, destination.Length)];
        int total = 0;
        int count = -1;
        while (total < destination.Length && count != 0)
        {
            DiskError.ThrowIfFailed(file.Read(destination[total..], offset + total, out count), "read", name);
            total += count;
        }

        return total;
    }

    /// <summary>A view of an object, mapped unless the options say otherwise; null when there is none, it is empty, or files cannot be mapped.</summary>
    internal ObjectView? Map(string name)
    {
        IFile? file = Open(name, out long length);
        try
        {
            if (file is null || length == 0)
            {
                return null; // an empty file cannot be mapped
            }

            SafeBuffer? memory = null;
            if (options.MapIndexes)
            {
                DiskError.ThrowIfFailed(file.Map(length, out memory), "map", name);
            }

            if (options.MapIndexes && memory is null)
            {
                return null;
            }

            ObjectView view = new(memory, new ObjectFile(file, name, length, _pages), length);
            file = null; // its disposal is the view's, from here on
            return view;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>The open file of an object; null when there is none of that name.</summary>
    internal IFile? Open(string name, out long lengthBytes)
    {
        lengthBytes = 0;
        Errno errno = OpenFile(name, out IFile? file);
        if (errno is Errno.ENOENT or Errno.ENOTDIR || file is null)
        {
            file?.Dispose();
            return null;
        }

        DirectoryEntry entry = default;
        errno = errno == Errno.None ? file.GetEntry(out entry) : errno;
        if (errno != Errno.None || entry.Kind != EntryKind.File)
        {
            file.Dispose();
            DiskError.ThrowIfFailed(errno, "open", name);
            return entry.Kind == EntryKind.Directory
                ? null
                : throw new BackendException($"Cannot read '{name}': it is a pipe or a device, not a file.");
        }

        lengthBytes = entry.LengthBytes;
        return file;
    }

    // In one step where the system can: a read of a pack is not much more than its opening.
    private Errno OpenFile(string name, out IFile? file)
    {
        using IDirectory? root = folders.Open("");
        file = null;
        Errno errno = root is null ? Errno.ENOENT : root.OpenFileBeneath(name, out file);
        return errno == Errno.ENOSYS ? OpenFileByFolder(name, out file) : errno;
    }

    private Errno OpenFileByFolder(string name, out IFile? file)
    {
        (string folder, string leaf) = DiskFolders.Split(name);
        using IDirectory? parent = folders.Open(folder);
        file = null;
        return parent is null ? Errno.ENOENT : parent.OpenFile(leaf, out file);
    }
}
