using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory opened and listed, and its first entries looked at: by a thread of the pool before the walk comes to it, or else by the walk.</summary>
/// <param name="above">The directory that it is in; null for the root.</param>
/// <param name="parent">The same, open until the end of the scan; for the root itself.</param>
/// <param name="name">Its name.</param>
internal sealed class DirectoryScan(DirectoryScan? above, Descriptor parent, EntryName name)
{
    // Twice as many as a tree can hold: then there are too many of them, however often some were listed.
    private const int MaxNamesListed = 2 * TreeLimits.MaxEntriesPerDirectory;

    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Descriptor? _descriptor;
    private int _isBegun;

    /// <summary>The directory that it is in; null for the root.</summary>
    public DirectoryScan? Above => above;

    /// <summary>Whether the walk has come to it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>Whether the walk was elsewhere when it was begun ahead.</summary>
    public bool IsFar { get; set; }

    public TreePath Path => above is null ? TreePath.Root : above.Path.Combine(name);

    /// <summary>Why it could not be opened or listed; then there is no descriptor.</summary>
    public Errno Error { get; private set; }

    /// <summary>The directory; whoever waited for the end closes it.</summary>
    public Descriptor Descriptor => _descriptor ?? throw new InvalidOperationException("The directory was not opened.");

    public FileStatus Status { get; private set; }

    /// <summary>What is in it, sorted.</summary>
    public List<EntryName> Names { get; private set; } = [];

    /// <summary>Names longer than a tree can hold.</summary>
    public IReadOnlyList<byte[]> UnfitNames { get; private set; } = [];

    /// <summary>How its entries look; null beside an error.</summary>
    public EntryLooks? Looks { get; private set; }

    /// <summary>The directories in it that are to be scanned ahead, in the order of their names. Whoever scans it adds the first, the walk the others.</summary>
    public Queue<(int Index, DirectoryScan Scan)> Below { get; } = [];

    /// <summary>The first entry that has not been asked whether it is one of them.</summary>
    public int BelowEnd { get; set; }

    /// <summary>Its end, and with it the right to read all of the above.</summary>
    public Task Ended => _end.Task;

    public bool IsBegun => Volatile.Read(ref _isBegun) != 0;

    /// <summary>True for the one who is to scan it.</summary>
    public bool TryBegin() => Interlocked.Exchange(ref _isBegun, 1) == 0;

    /// <summary>Scans it. After <see cref="TryBegin"/>.</summary>
    /// <param name="lookedAt">Called when its first entries have been looked at, before the end.</param>
    public void Run(Action<DirectoryScan> lookedAt)
    {
        try
        {
            Scan();
            lookedAt(this);
            _end.SetResult();
        }
        catch (Exception exception)
        {
            Close();
            _end.SetException(exception); // where the walk awaits it
        }
    }

    /// <summary>After the end: closes what it has opened.</summary>
    public void Close() => _descriptor?.Dispose();

    private void Scan()
    {
        Error = name.IsRoot
            ? parent.OpenDirectoryBeneath(TreePath.Root, out Descriptor directory)
            : parent.OpenDirectory(name, out directory);
        _descriptor = directory;
        FileStatus status = default;
        List<EntryName> names = [];
        List<byte[]> unfitNames = [];
        Error = Error == Errno.None ? directory.GetStatus(out status) : Error;
        Error = Error == Errno.None ? directory.List(out names, out unfitNames, MaxNamesListed) : Error;
        if (Error != Errno.None)
        {
            directory.Dispose();
            return;
        }

        (Status, Names, UnfitNames) = (status, names, unfitNames);
        Looks = new EntryLooks(directory, names);
    }
}
