using System.Globalization;
using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>What the parts of one export share: where blobs come from, what has been done, what could not be. Thread-safe.</summary>
internal sealed class ExportSession(string directory, BlobStore blobs, ExportSteps? plan = null)
{
    private readonly Lock _gate = new();
    private readonly List<ExportNotice> _notices = [];
    private readonly HashSet<FileIdentity> _claimed = [];
    private readonly long[] _outcomes = new long[Enum.GetValues<ExportOutcome>().Length];
    private long _bytesWritten;
    private long _bytesCloned;
    private long _filesUnread;

    // Not a secret, only unlikely to be met: creating refuses a name that exists.
    private long _nextTemporary = Random.Shared.NextInt64();

    public BlobStore Blobs { get; } = blobs;

    /// <summary>Held while a name is looked up and then given, where the system cannot do both at once.</summary>
    public Lock Placing { get; } = new();

    /// <summary>Nothing may be changed: what would be is noted down as steps.</summary>
    public bool IsPlan => plan is not null;

    /// <summary>Files are compared with what the disk has, not with what is still in memory of it.</summary>
    public bool ReadsBack { get; init; }

    /// <summary>What is known of the target from before, and is to be known of it afterwards; null when it is nothing.</summary>
    public ExportCache? Cache { get; init; }

    /// <summary>The open target; null where it is not there.</summary>
    public Descriptor? Root { get; init; }

    /// <summary>The tree that this one shall take the place of: its files may share their data. Null where there is none, or it is changed in place.</summary>
    public Descriptor? OldTree { get; init; }

    /// <summary>The file system cannot share the blocks of two files, and need not be asked again.</summary>
    public bool CannotShare { get; set; }

    public FileTreeErrors Errors { get; } = new(directory);

    /// <summary>The file system has its own mind about holes: a file is not rewritten for them again.</summary>
    public bool KeepsOtherHoles { get; set; }

    /// <summary>A name that no entry has. After a crash the next export removes it as it removes whatever is not in the tree.</summary>
    public EntryName NewTemporaryName() =>
        new(string.Create(CultureInfo.InvariantCulture, $".hoody-{Interlocked.Increment(ref _nextTemporary):x16}.tmp"));

    /// <summary>Refuses a directory that is the store which the tree comes from. Called before anything in it is removed.</summary>
    /// <exception cref="FileTreeException">It is.</exception>
    public void RefuseOwnStore(Descriptor directory, List<EntryName> sortedNames, TreePath path) => OwnStore.Refuse(
        Blobs.Format.StoreId, directory, sortedNames, path, Errors, "that the tree comes from, and would not outlive the export; choose another directory");

    /// <summary>Lets the first entry keep a file that has several names; what else bears one of them becomes a file of its own.</summary>
    public bool TryClaim(in FileStatus existing)
    {
        lock (_gate)
        {
            return !existing.IsHardLinked || _claimed.Add(existing.Identity);
        }
    }

    public void Count(TreePath path, ExportOutcome outcome)
    {
        Interlocked.Increment(ref _outcomes[(int)outcome]);
        plan?.Add(path, outcome);
    }

    /// <summary>The same for the root, which has its step and no count.</summary>
    public void NoteRoot(ExportOutcome outcome) => plan?.Add(TreePath.Root, outcome);

    public void CountWritten(long length) => Interlocked.Add(ref _bytesWritten, length);

    public void CountCloned(long length) => Interlocked.Add(ref _bytesCloned, length);

    public void CountUnread() => Interlocked.Increment(ref _filesUnread);

    public void Notice(TreePath path, ExportNoticeKind kind, string problem)
    {
        lock (_gate)
        {
            _notices.Add(new ExportNotice(path, kind, $"{path.ToShortString()}: {problem}."));
        }
    }

    public ExportResult ToResult() => new(
        _outcomes[(int)ExportOutcome.Created],
        _outcomes[(int)ExportOutcome.Replaced],
        _outcomes[(int)ExportOutcome.MetadataOnly],
        _outcomes[(int)ExportOutcome.Removed],
        _outcomes[(int)ExportOutcome.Untouched],
        _bytesWritten,
        [.. _notices.OrderBy(notice => notice.Path).ThenBy(notice => notice.Kind)])
    {
        BytesCloned = _bytesCloned,
        FilesUnread = _filesUnread,
    };
}
