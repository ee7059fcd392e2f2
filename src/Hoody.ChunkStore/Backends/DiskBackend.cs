using System.Buffers;
using Hoody.ChunkStore.Native;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Backends;

/// <summary>Objects as files below one directory of a local disk.</summary>
/// <remarks>
/// An object is written to a temporary file, flushed (<c>fsync</c>), given its name unless that is taken (<c>renameat2</c>), and its directory
/// is flushed; only then does it exist for anybody. After a failed flush the backend is read-only: open a new one.
/// The first write finds out whether the file system does what this rests on, and refuses one that does not, by name. A file of 4 MiB keeps
/// room on a large disk, so that a full one still takes the small objects by which space is freed.
/// The directory is made by the first write; its files are readable by their owner alone. Nothing outside it is ever touched: no
/// link below it is followed. Several processes may use one directory. Linux only, for now.
/// </remarks>
public sealed class DiskBackend : IStorageBackend, IMappingBackend, ISequentialBackend, IPartsBackend, ISettlingBackend, IStagingBackend
{
    private readonly Lock _gate = new();
    private readonly DiskBackendOptions _options;
    private readonly DiskSync _sync = new();
    private readonly DiskCalls _calls;
    private readonly DiskFolders _folders;
    private readonly DiskReading _reading;
    private readonly OwedFlushes _owed;
    private DiskStaging? _staging;
    private bool _isDisposed;

    /// <summary>A backend over <paramref name="directory"/>; nothing is read or written yet.</summary>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public DiskBackend(string directory)
        : this(directory, new DiskBackendOptions())
    {
    }

    /// <summary>As <see cref="DiskBackend(string)"/>, with choices.</summary>
    /// <param name="directory">Where the objects are.</param>
    /// <param name="options">The choices.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty.</exception>
    /// <exception cref="PlatformNotSupportedException">This is not Linux.</exception>
    public DiskBackend(string directory, DiskBackendOptions options)
        : this(directory, SystemFiles(), options)
    {
    }

    internal DiskBackend(string directory, IFileSystem fileSystem, DiskBackendOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _calls = new DiskCalls(fileSystem.MayBlock);
        _folders = new DiskFolders(fileSystem, Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)), _sync);
        _reading = new DiskReading(_folders, options);
        _owed = new OwedFlushes(_folders, _sync);
    }

    // The system does, for a file that is read in order; several readers of one file at once look to it like none of them does.
    bool ISequentialBackend.ReadsAhead => true;

    /// <inheritdoc/>
    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return _calls.RunAsync(() => Create(name, content, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return _calls.RunAsync(() => _reading.Read(name, offset, destination.Span), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return _calls.RunAsync(() => GetLength(name), cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectName.ValidatePrefix(prefix);
        return new DiskListing(_folders, _sync, _owed, _calls).ListAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        await _calls.RunAsync(() => Delete(name), cancellationToken).ConfigureAwait(false);
    }

    ValueTask<int> IPartsBackend.ReadPartsAsync(
        string name, IReadOnlyList<ByteRange> parts, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return _calls.RunAsync(() => _reading.ReadParts(name, parts, destination.Span), cancellationToken);
    }

    ValueTask<ObjectView?> IMappingBackend.MapAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        return _calls.RunAsync(() => _reading.Map(name), cancellationToken);
    }

    ValueTask<IStagedObject> IStagingBackend.StageAsync(CancellationToken cancellationToken) => _calls.RunAsync<IStagedObject>(
        () =>
        {
            _sync.ThrowIfFailed();
            return new DiskStagedObject(new DiskStagedFile(_sync, OpenStaging(), DiskStagedObject.What), _folders, _sync, _owed, _calls);
        },
        cancellationToken);

    async ValueTask ISettlingBackend.SettleAsync(CancellationToken cancellationToken) => await _calls.RunAsync(
        () =>
        {
            _sync.ThrowIfFailed();
            _owed.Pay();
            return true;
        },
        cancellationToken).ConfigureAwait(false);

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

    private static LinuxFileSystem SystemFiles() => OperatingSystem.IsLinux()
        ? LinuxFileSystem.Instance
        : throw new PlatformNotSupportedException("A disk store needs Linux: its durable writes use calls that only Linux is known to have.");

    private bool Create(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return CreateOnce(name, content, cancellationToken);
            }
            catch (StoreFullException) when (!_sync.HasFailed && DiskReserve.IsFor(name))
            {
                if (!OpenStaging().TryReleaseReserve())
                {
                    throw;
                }
            }
        }
    }

    private bool CreateOnce(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        _sync.ThrowIfFailed();
        _owed.Pay();
        return DiskCreation.Create(_folders, _sync, OpenStaging(), name, content, cancellationToken);
    }

    private long? GetLength(string name)
    {
        using IFile? file = _reading.Open(name, out long length);
        return file is null ? null : length;
    }

    private bool Delete(string name)
    {
        _sync.ThrowIfFailed();
        _owed.Pay();
        (string folder, string leaf) = DiskFolders.Split(name);
        using IDirectory? parent = _folders.Open(folder);
        if (parent is null)
        {
            return false;
        }

        Errno errno = parent.RemoveFile(leaf);
        DiskError.ThrowIfFailed(errno is Errno.ENOENT or Errno.EISDIR ? Errno.None : errno, "delete", name);

        // Also when it was gone: whoever removed it may not have come this far.
        _sync.Flush(parent, name);
        return errno == Errno.None;
    }

    private DiskStaging OpenStaging()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _staging ??= DiskStaging.Open(_folders, _options);
        }
    }
}
