using Hoody.ChunkStore;
using Hoody.Hashing;
using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>What the parts of one import share: where blobs go, what is tolerated, what is reported. Thread-safe.</summary>
internal sealed class ImportSession(
    string directory, BlobWriter writer, ChunkerProfile chunker, ImportOptions options, ImportCache? cache, IProgress<ImportProgress>? progress)
{
    private readonly Lock _gate = new();
    private readonly List<ImportNotice> _notices = [];
    private readonly GlobPattern[] _excludes = [.. options.Excludes.Select(pattern => new GlobPattern(pattern))];

    /// <summary>Where the nodes go.</summary>
    public BlobWriter Writer { get; } = writer;

    /// <summary>The store that the tree is for.</summary>
    public required Guid StoreId { get; init; }

    /// <summary>Whether the chunks go there too, and are not just hashed.</summary>
    public bool StoresChunks { get; init; } = true;

    public ChunkerProfile Chunker { get; } = chunker;

    public ImportOptions Options { get; } = options;

    /// <summary>What is known from the import before; null when the caller wants nothing remembered.</summary>
    public ImportCache? Cache { get; } = cache;

    public ImportMeter Meter { get; } = new(progress);

    public FileTreeErrors Errors { get; } = new(directory);

    /// <summary>Stores a chunk, where chunks are stored.</summary>
    /// <returns>Its id.</returns>
    public ValueTask<BlobId> PutChunkAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return StoresChunks ? Writer.PutAsync(BlobKind.Chunk, chunk, cancellationToken) : new(BlobId.Compute(BlobKind.Chunk, chunk.Span));
    }

    /// <summary>Whether the caller wants the entry left out.</summary>
    public bool IsExcluded(EntrySlot slot, EntryType type) => _excludes.Length > 0 && IsExcluded(slot.Path, type);

    /// <summary>The same for a directory in one that was scanned.</summary>
    public bool IsExcluded(DirectoryScan above, EntryName name) => _excludes.Length > 0 && IsExcluded(above.Path.Combine(name), EntryType.Directory);

    /// <summary>Whether a change from now on is bound to give the entry another stamp.</summary>
    public bool Trusts(FileStamp stamp) => Cache is not null && Cache.Trusts(stamp);

    /// <summary>An entry could not be opened or read: it is left out with a notice, where that is allowed.</summary>
    /// <exception cref="FileTreeException">It is not allowed.</exception>
    public void LeaveOut(TreePath path, Errno error)
    {
        // Neither is about the entry: the next one would fail as well.
        bool isOurs = error is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM;

        // A link that stands where a directory stood a moment ago, or a directory moved out while it was opened: what was to be read is gone just as well.
        if (error.IsGone() || error is Errno.ELOOP or Errno.EXDEV)
        {
            Notice(path, ImportNoticeKind.Vanished, "was gone before it could be read, and is left out");
        }
        else if (Options.Unreadable == UnreadableEntries.Report && !isOurs)
        {
            Notice(path, ImportNoticeKind.Unreadable, $"cannot be read ({error.Name()}), and is left out");
        }
        else
        {
            throw Errors.Of(path, "cannot be read", error);
        }
    }

    /// <summary>The same for what can be read and not be kept in a tree.</summary>
    public void LeaveOut(TreePath path, string problem)
    {
        if (Options.Unreadable != UnreadableEntries.Report)
        {
            throw Errors.Of(path, problem);
        }

        Notice(path, ImportNoticeKind.Unreadable, $"{problem}, and is left out");
    }

    public void Notice(TreePath path, ImportNoticeKind kind, string problem)
    {
        lock (_gate)
        {
            _notices.Add(new ImportNotice(path, kind, $"{path.ToShortString()} {problem}."));
        }
    }

    /// <summary>The notices so far, in the order of their paths.</summary>
    public IReadOnlyList<ImportNotice> SortedNotices()
    {
        lock (_gate)
        {
            return [.. _notices.OrderBy(notice => notice.Path).ThenBy(notice => notice.Kind)];
        }
    }

    private bool IsExcluded(TreePath path, EntryType type) => Array.Exists(_excludes, pattern => pattern.IsMatch(path, type));
}
