using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>What an import knows from the one before, and what it leaves for the next. Thread-safe.</summary>
internal sealed class ImportCache : IDisposable
{
    private readonly Descriptor _directory;
    private readonly EntryName _name;
    private readonly StampTrust _trust;
    private readonly StatCacheFile? _known;
    private readonly Lock _gate = new();
    private readonly bool _isRemembering;
    private StatCacheWriter? _writer;
    private Errno _error;
    private long _kept;

    private ImportCache(BlobStore blobs, Descriptor directory, EntryName name, bool isKnowing, bool isRemembering, DateTimeOffset start)
    {
        Blobs = blobs;
        Held = new HeldContent(blobs);
        _directory = directory;
        _name = name;
        _trust = new StampTrust(start);
        _known = isKnowing ? StatCacheFile.TryOpen(directory, name, blobs.Format.StoreId) : null;
        _isRemembering = isRemembering;
    }

    public BlobStore Blobs { get; }

    public HeldContent Held { get; }

    /// <summary>Whether there is anything to know.</summary>
    public bool IsKnowing => _known is not null;

    /// <summary>How many entries have been kept as they were.</summary>
    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Opens the cache that the options name; null when they name none.</summary>
    /// <param name="blobs">The store.</param>
    /// <param name="options">The options.</param>
    /// <param name="isKnowing">Whether what is there shall be believed.</param>
    /// <param name="isRemembering">Whether a new one shall be written.</param>
    /// <exception cref="FileTreeException">The directory that the cache is to lie in cannot be opened.</exception>
    public static ImportCache? Open(BlobStore blobs, ImportOptions options, bool isKnowing, bool isRemembering)
    {
        if (options.StatCachePath is not { } path)
        {
            return null;
        }

        string full = Path.GetFullPath(path);
        Descriptor directory = RootDirectory.Open(Path.GetDirectoryName(full)!); // Not null: a path with a file name has one.
        return new ImportCache(blobs, directory, new EntryName(Path.GetFileName(full)), isKnowing, isRemembering, options.Clock.GetUtcNow());
    }

    /// <summary>What is known of the imported directory.</summary>
    public async ValueTask<CachedDirectory?> ReadRootAsync(CancellationToken cancellationToken) =>
        _known is null ? null : await IfHeldAsync(_known.ReadRoot(), TreePath.Root, cancellationToken).ConfigureAwait(false);

    /// <summary>What is known of a directory below it.</summary>
    public async ValueTask<CachedDirectory?> ReadAsync(
        CachedDirectory parent, CachedEntry entry, TreePath path, CancellationToken cancellationToken) =>
        parent.OpenDirectory(entry) is { } directory ? await IfHeldAsync(directory, path, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Whether a change from now on is bound to give the entry another stamp.</summary>
    public bool Trusts(FileStamp stamp) => _trust.Trusts(stamp);

    /// <summary>Begins what is to be remembered of a directory that has anything new; null when nothing is remembered.</summary>
    public CachedDirectoryWriter? BeginDirectory() => GetWriter() is { } writer ? new CachedDirectoryWriter(writer) : null;

    /// <summary>Remembers a directory that has nothing new.</summary>
    /// <returns>Where the new cache has its entries; 0 when nothing is remembered.</returns>
    public long Keep(CachedDirectory directory) => GetWriter() is { } writer ? new CachedCopy(writer).Copy(directory) : 0;

    public void CountKept() => Interlocked.Increment(ref _kept);

    /// <summary>Puts the new cache in place. To be called when all it tells of is durable.</summary>
    /// <param name="offset">Where the new cache has the entries of the imported directory; null when it has nothing new, and the one that is there stays.</param>
    /// <returns>Why it could not be written.</returns>
    public Errno Complete(long? offset)
    {
        if (offset is { } root && _writer is not null)
        {
            _error = _writer.Complete(_name, root);
        }

        return offset is null || _error == Errno.EBUSY ? Errno.None : _error;
    }

    public void Dispose()
    {
        _known?.Dispose();
        _writer?.Dispose();
        _directory.Dispose();
    }

    /// <summary>Begins the new cache with the first directory that needs it: most imports find nothing new.</summary>
    private StatCacheWriter? GetWriter()
    {
        lock (_gate)
        {
            if (_isRemembering && _writer is null && _error == Errno.None)
            {
                // What is kept of a cache that is good for this start of the machine makes this one so too.
                var header = StatCacheHeader.New(Blobs.Format.StoreId, _known?.StartId ?? Guid.Empty);
                _error = StatCacheWriter.Create(_directory, _name, header, out _writer);
            }

            return _writer;
        }
    }

    private async ValueTask<CachedDirectory?> IfHeldAsync(CachedDirectory directory, TreePath path, CancellationToken cancellationToken) =>
        await Held.HoldsNodesAsync(directory, path, cancellationToken).ConfigureAwait(false) ? directory : null;
}
