using System.Buffers;
using Hoody.ChunkStore.Native;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Backends;

/// <summary>Objects as files below one directory of a local disk.</summary>
/// <remarks>
/// An object is written to a temporary file, flushed (<c>fsync</c>), given its name unless that is taken (<c>renameat2</c>), and its directory
/// is flushed; only then does it exist for anybody. After a failed flush the backend is read-only: open a new one.
/// The directory is made by the first write; its files are readable by their owner alone. Nothing outside it is ever touched: no
/// link below it is followed. Several processes may use one directory. Linux only, for now.
/// </remarks>
public sealed class DiskBackend : IStorageBackend
{
    private readonly Lock _gate = new();
    private readonly DiskSync _sync = new();
    private readonly DiskFolders _folders;
    private DiskStaging? _staging;
    private bool _isDisposed;

    /// <summary>A backend over <paramref name="directory"/>; nothing is read or written yet.</summary>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public DiskBackend(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("A disk store needs Linux: its durable writes use calls that only Linux is known to have.");
        }

        _folders = new DiskFolders(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)), _sync);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return new(Task.Run(() => Create(name, content, cancellationToken), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return new(Task.Run(() => Read(name, offset, destination.Span), cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return new(Task.Run(() => GetLength(name), cancellationToken));
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectName.ValidatePrefix(prefix);
        return new DiskListing(_folders, _sync).ListAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return new(Task.Run(() => Delete(name), cancellationToken));
    }

    /// <summary>Removes the temporary directory. The objects stay.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _staging?.Dispose();
            _staging = null;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What messages call this backend: its kind and its directory.</summary>
    public override string ToString() => $"disk '{_folders.Root}'";

    private static (string Folder, string Leaf) Split(string name)
    {
        int slash = name.LastIndexOf('/');
        return slash < 0 ? ("", name) : (name[..slash], name[(slash + 1)..]);
    }

    private bool Create(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        _sync.ThrowIfFailed();
        DiskStaging staging = OpenStaging();
        (string folder, string leaf) = Split(name);
        using SafeFileHandle parent = _folders.OpenOrCreate(folder);
        string temporaryName = staging.NextName();
        bool isCreated = false;
        try
        {
            WriteTemporary(staging, temporaryName, name, content, cancellationToken);
            Errno errno = Posix.RenameIfAbsent(staging.Directory, temporaryName, parent, leaf);
            isCreated = errno == Errno.None;
            DiskError.ThrowIfFailed(errno == Errno.EEXIST ? Errno.None : errno, "name", name);
        }
        finally
        {
            if (!isCreated)
            {
                _ = Posix.RemoveFile(staging.Directory, temporaryName); // absent when it could not be made; the first error counts
            }
        }

        // Also when the name was taken: its owner may not have come this far, and the caller is about to build on it.
        _sync.Flush(parent, name);
        return isCreated;
    }

    private void WriteTemporary(
        DiskStaging staging, string temporaryName, string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        DiskError.ThrowIfFailed(Posix.CreateFile(staging.Directory, temporaryName, out SafeFileHandle file), "create", name);
        using (file)
        {
            long offset = 0;
            try
            {
                foreach (ReadOnlyMemory<byte> segment in content)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    RandomAccess.Write(file, segment.Span, offset); // all of it, or an exception
                    offset += segment.Length;
                }
            }
            catch (IOException exception)
            {
                throw DiskError.Create(exception, "write", name);
            }

            _sync.Flush(file, name);
        }
    }

    private int Read(string name, long offset, Span<byte> destination)
    {
        using SafeFileHandle file = OpenObject(name, out long length) ?? throw new ObjectNotFoundException(name);
        try
        {
            // Within the file, whose length never changes: the system refuses offsets that no file can have.
            destination = destination[..(int)Math.Clamp(length - offset, 0, destination.Length)];
            int total = 0;
            int count = -1;
            while (total < destination.Length && count != 0)
            {
                count = RandomAccess.Read(file, destination[total..], offset + total);
                total += count;
            }

            return total;
        }
        catch (IOException exception)
        {
            throw DiskError.Create(exception, "read", name);
        }
    }

    private long? GetLength(string name)
    {
        using SafeFileHandle? file = OpenObject(name, out long length);
        return file is null ? null : length;
    }

    private void Delete(string name)
    {
        _sync.ThrowIfFailed();
        (string folder, string leaf) = Split(name);
        using SafeFileHandle? parent = _folders.Open(folder);
        if (parent is not null)
        {
            Errno errno = Posix.RemoveFile(parent, leaf);
            DiskError.ThrowIfFailed(errno is Errno.ENOENT or Errno.EISDIR ? Errno.None : errno, "delete", name);
            _sync.Flush(parent, name);
        }
    }

    private SafeFileHandle? OpenObject(string name, out long length)
    {
        length = 0;
        (string folder, string leaf) = Split(name);
        using SafeFileHandle? parent = _folders.Open(folder);
        if (parent is null)
        {
            return null;
        }

        Errno errno = Posix.OpenForRead(parent, leaf, out SafeFileHandle file);
        if (errno == Errno.ENOENT)
        {
            return null;
        }

        DiskError.ThrowIfFailed(errno, "open", name);
        if (File.GetAttributes(file).HasFlag(FileAttributes.Directory))
        {
            file.Dispose();
            return null;
        }

        try
        {
            length = RandomAccess.GetLength(file);
            return file;
        }
        catch (NotSupportedException exception)
        {
            file.Dispose();
            throw new BackendException($"Cannot read '{name}': it is a pipe or a device, not a file.", innerException: exception);
        }
    }

    private DiskStaging OpenStaging()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _staging ??= DiskStaging.Open(_folders);
        }
    }
}
