using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>What an export knows of the directory from whoever came before, and what it leaves for the next. Thread-safe.</summary>
internal sealed class ExportCache : IDisposable
{
    private readonly Descriptor _directory;
    private readonly EntryName _name;
    private readonly StampTrust _trust;
    private readonly StatCacheWriter? _writer;
    private readonly Errno _error;
    private readonly Guid? _startId;
    private volatile bool _hasNews;
    private readonly Lock _gate = new();
    private (ulong? Distinct, bool IsKnown) _mount;

    private ExportCache(BlobStore blobs, Descriptor directory, EntryName name, ExportOptions options, bool isRemembering)
    {
        _directory = directory;
        _name = name;
        _trust = new StampTrust(options.Clock.GetUtcNow());
        Known = options.IsAtomic ? null : StatCacheFile.TryOpen(directory, name, blobs.Format.StoreId);

        // What is not on the disk yet, a power cut may take, and leave the length and the times.
        _startId = options.IsAtomic || options.Verify ? Guid.Empty : MachineStart.Id;
        if (isRemembering && _startId is { } start)
        {
            _error = StatCacheWriter.Create(directory, name, StatCacheHeader.New(blobs.Format.StoreId, start), out _writer);
        }
    }

    /// <summary>What is known; null when it is nothing.</summary>
    public StatCacheFile? Known { get; }

    /// <summary>Whether anything is to be left.</summary>
    public bool IsRemembering => _writer is not null;

    /// <summary>Where the new cache has the entries of the target itself.</summary>
    public long RootOffset { get; set; }

    /// <summary>Opens the cache that the options name; null when they name none.</summary>
    /// <param name="blobs">The store.</param>
    /// <param name="options">The options.</param>
    /// <param name="isRemembering">Whether a new one shall be written.</param>
    /// <exception cref="FileTreeException">The directory that the cache is to lie in cannot be opened.</exception>
    public static ExportCache? Open(BlobStore blobs, ExportOptions options, bool isRemembering)
    {
        if (options.StatCachePath is not { } path)
        {
            return null;
        }

        string full = Path.GetFullPath(path);
        Descriptor directory = RootDirectory.Open(Path.GetDirectoryName(full)!); // Not null: a path with a file name has one.
        return new ExportCache(blobs, directory, new EntryName(Path.GetFileName(full)), options, isRemembering);
    }

    /// <summary>Begins what is to be remembered of a directory; null when it is nothing.</summary>
    /// <param name="known">What is known of it.</param>
    public RememberedEntries? BeginDirectory(KnownDirectory? known) => _writer is null ? null : new RememberedEntries(_writer, known?.Directory);

    /// <summary>Writes what is to be remembered of a directory.</summary>
    /// <param name="entries">Its entries, all of which have come.</param>
    /// <param name="tree">The tree that it has become.</param>
    /// <returns>Where the new cache has its entries.</returns>
    public long CompleteDirectory(RememberedEntries entries, TreeEntry tree)
    {
        long offset = entries.Complete(tree, out bool isNew);
        if (isNew)
        {
            _hasNews = true; // and never unsaid: several threads complete directories
        }

        return offset;
    }

    /// <summary>Whether a change after the status was asked for is bound to give the entry another stamp.</summary>
    /// <param name="root">The open target.</param>
    /// <param name="status">The status.</param>
    public bool Trusts(Descriptor root, in FileStatus status) =>
        _trust.Trusts(new FileStamp(status)) || DistinctMountOf(root) == status.MountId;

    /// <summary>Puts the new cache in place, unless the old one has all of it already. To be called when all it tells of is where it is to stay.</summary>
    /// <returns>Why it could not be written.</returns>
    public Errno Complete()
    {
        bool isKnown = !_hasNews && Known is { } known && (known.StartId == Guid.Empty || known.StartId == _startId);
        Errno error = isKnown ? Errno.None : _writer?.Complete(_name, RootOffset) ?? _error;
        return error == Errno.EBUSY ? Errno.None : error;
    }

    public void Dispose()
    {
        Known?.Dispose();
        _writer?.Dispose();
        _directory.Dispose();
    }

    private ulong? DistinctMountOf(Descriptor root)
    {
        lock (_gate)
        {
            _mount = _mount.IsKnown ? _mount : (DistinctTimes.FindMount(root), true);
            return _mount.Distinct;
        }
    }
}
