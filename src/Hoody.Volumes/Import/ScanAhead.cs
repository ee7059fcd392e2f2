using System.Diagnostics.CodeAnalysis;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Has the next directories of a walk scanned while the walk is busy with what comes before them.</summary>
/// <remarks>
/// A walk over a tree that has not changed is all system calls, one after another; so most of them are made beside it. Threads of the pool go ahead in the order of the walk, into the
/// directories that they find as well; the walk scans what nobody has begun, and where it has to wait for one directory it scans another meanwhile. How an entry looked is known
/// a moment earlier for it, and what happens to the entry afterwards the next import sees, as ever.
/// </remarks>
internal sealed class ScanAhead(ImportSession session) : IThreadPoolWorkItem
{
    /// <summary>Scans begun that the walk has not come to, below the directory where it is or the one above that: each holds a directory open.</summary>
    private const int MaxNear = 48;

    /// <summary>Those that it will come to later. Fewer, so that threads that once found nothing near have something to do when there is.</summary>
    private const int MaxFar = 16;

    /// <summary>Bytes of a directory that is scanned ahead: what is found in a longer one is not held before its time.</summary>
    private const long MaxDirectoryLength = 1 << 18;

    // The walk is one more.
    private static readonly int s_maxThreads = Math.Max(Environment.ProcessorCount - 1, 1);

    private readonly Lock _gate = new();

    // To be scanned, the next of the walk on top. Some may have been begun by the walk.
    private readonly Stack<DirectoryScan> _next = new();
    private int _near;
    private int _far;
    private int _threads;
    private DirectoryScan? _walkedNow;

    /// <summary>The walk is at an entry of a directory, and has looked at it.</summary>
    public void Follow(DirectoryScan directory)
    {
        Volatile.Write(ref _walkedNow, directory);
        Continue(directory);
    }

    /// <summary>The scan of a directory that the walk has come to.</summary>
    /// <param name="above">The directory that it is in.</param>
    /// <param name="index">Its place among the names there.</param>
    public async ValueTask<DirectoryScan> TakeAsync(DirectoryScan above, int index)
    {
        bool isAhead = above.Below.TryPeek(out (int Index, DirectoryScan Scan) next) && next.Index == index;
        DirectoryScan scan = isAhead ? above.Below.Dequeue().Scan : new DirectoryScan(above, above.Descriptor, above.Names[index]);
        await ScanAsync(scan).ConfigureAwait(false);
        return scan;
    }

    /// <summary>Scans a directory if nobody has begun it, or waits until it is scanned.</summary>
    public async ValueTask ScanAsync(DirectoryScan scan)
    {
        if (scan.TryBegin())
        {
            Run(scan);
        }
        else
        {
            while (!scan.Ended.IsCompleted && TryBeginNext(out DirectoryScan? other))
            {
                Run(other);
            }

            await scan.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Release(scan);
        }

        scan.IsTaken = true;
        await scan.Ended.ConfigureAwait(false);
    }

    /// <summary>The walk does not enter a directory.</summary>
    public async Task AbandonAsync(DirectoryScan scan)
    {
        await AbandonBelowAsync(scan).ConfigureAwait(false);
        scan.Close();
    }

    /// <summary>The walk leaves a directory before its end: what was begun below it ends, and is closed.</summary>
    public async Task AbandonBelowAsync(DirectoryScan scan)
    {
        while (scan.Below.TryDequeue(out (int Index, DirectoryScan Scan) below))
        {
            if (!below.Scan.TryBegin())
            {
                await below.Scan.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // what it met concerns nobody any more
                Release(below.Scan);
                await AbandonAsync(below.Scan).ConfigureAwait(false);
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (TryBeginNext(out DirectoryScan? scan, isCalled: true))
        {
            Run(scan);
        }
    }

    /// <summary>Finds in a directory what the walk will need soon; called when entries there have been looked at.</summary>
    private void Continue(DirectoryScan directory)
    {
        if (directory.Looks is { } looks && directory.BelowEnd < looks.End)
        {
            int countBefore = directory.Below.Count;
            FindBelow(directory, looks);
            if (directory.Below.Count > countBefore)
            {
                Offer(directory.Below.Skip(countBefore).Select(below => below.Scan));
            }
        }
    }

    private void Run(DirectoryScan scan) => scan.Run(Continue);

    private void FindBelow(DirectoryScan directory, EntryLooks looks)
    {
        for (; directory.BelowEnd < looks.End; directory.BelowEnd++)
        {
            int index = directory.BelowEnd;
            EntryLook look = looks.At(index);
            bool isShort = look.Error == Errno.None && look.Status.Type == EntryType.Directory && look.Status.Length <= MaxDirectoryLength;
            if (isShort && !session.IsExcluded(directory, directory.Names[index]))
            {
                directory.Below.Enqueue((index, new DirectoryScan(directory, directory.Descriptor, directory.Names[index])));
            }
        }
    }

    private void Offer(IEnumerable<DirectoryScan> scans)
    {
        lock (_gate)
        {
            while (_next.TryPeek(out DirectoryScan? top) && top.IsBegun)
            {
                _next.Pop();
            }

            foreach (DirectoryScan scan in scans.Reverse())
            {
                _next.Push(scan);
            }

            CallThread();
        }
    }

    private bool TryBeginNext([NotNullWhen(true)] out DirectoryScan? scan, bool isCalled = false)
    {
        lock (_gate)
        {
            while (_next.TryPeek(out scan) && (scan.IsBegun || HasRoomFor(scan)))
            {
                _next.Pop();
                if (scan.TryBegin())
                {
                    scan.IsFar = IsFar(scan);
                    Count(scan, 1);
                    return true;
                }
            }

            _threads -= isCalled ? 1 : 0;
            scan = null;
            return false;
        }
    }

    private void Release(DirectoryScan scan)
    {
        lock (_gate)
        {
            Count(scan, -1);
            CallThread();
        }
    }

    // Threads are called for many directories, not for one after another.
    private void CallThread()
    {
        if (_threads < s_maxThreads && _next.TryPeek(out DirectoryScan? top) && HasRoomFor(top, share: 2))
        {
            _threads++;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private void Count(DirectoryScan scan, int change)
    {
        _far += scan.IsFar ? change : 0;
        _near += scan.IsFar ? 0 : change;
    }

    private bool HasRoomFor(DirectoryScan scan, int share = 1) => IsFar(scan) ? _far < MaxFar / share : _near < MaxNear / share;

    private bool IsFar(DirectoryScan scan)
    {
        DirectoryScan? entered = scan.Above;
        while (entered is { IsTaken: false })
        {
            entered = entered.Above;
        }

        DirectoryScan? now = Volatile.Read(ref _walkedNow);
        return entered != now && entered != now?.Above;
    }
}
