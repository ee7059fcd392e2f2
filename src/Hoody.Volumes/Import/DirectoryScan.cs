using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>A directory opened and listed, and its first entries looked at: by a thread of the pool before the walk comes to it, or else by the walk.</summary>
internal sealed class DirectoryScan(Descriptor parent, EntryName name) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Descriptor? _descriptor;
    private int _isBegun;

    /// <summary>Why it could not be opened or listed; then there is no descriptor.</summary>
    public Errno Error { get; private set; }

    /// <summary>The directory; whoever waited for the end closes it.</summary>
    public Descriptor Descriptor => _descriptor ?? throw new InvalidOperationException("The directory was not opened.");

    public FileStatus Status { get; private set; }

    /// <summary>What is in it, sorted.</summary>
    public IReadOnlyList<EntryName> Names { get; private set; } = [];

    /// <summary>Names longer than a tree can hold.</summary>
    public IReadOnlyList<byte[]> UnfitNames { get; private set; } = [];

    public EntryLooks? Looks { get; private set; }

    /// <summary>Has the pool begin it, while the walk is elsewhere. The parent stays open until the end.</summary>
    public void BeginAhead() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Waits for its end; begins it where the pool has not: the walk never waits for a thread.</summary>
    public Task EndAsync()
    {
        Run();
        return _end.Task;
    }

    /// <summary>Waits for its end if it has begun, and closes what it has opened.</summary>
    public async Task AbandonAsync()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) != 0)
        {
            await _end.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what it met concerns nobody any more
            _descriptor?.Dispose();
        }
    }

    void IThreadPoolWorkItem.Execute() => Run();

    private void Run()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) != 0)
        {
            return;
        }

        try
        {
            Scan();
            _end.SetResult();
        }
        catch (Exception exception)
        {
            _descriptor?.Dispose();
            _end.SetException(exception); // where the walk awaits it
        }
    }

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
        Error = Error == Errno.None ? directory.List(out names, out unfitNames) : Error;
        if (Error != Errno.None)
        {
            directory.Dispose();
            return;
        }

        (Status, Names, UnfitNames) = (status, names, unfitNames);
        Looks = new EntryLooks(directory, names);
    }
}
