using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Has the next directories of a walk scanned while the walk is busy with what comes before them. For the walk alone.</summary>
/// <remarks>
/// A walk over a tree that has not changed is all system calls, one after another; so half of them are made beside it. How an entry looked is known
/// a moment earlier for it, and what happens to the entry afterwards the next import sees, as ever.
/// </remarks>
internal sealed class ScanAhead(ImportSession session)
{
    /// <summary>Scans of directories in one directory: two threads have always something to do.</summary>
    private const int MaxOfOne = 4;

    /// <summary>Scans in all: each holds a directory open.</summary>
    private const int MaxOfAll = 64;

    /// <summary>Bytes of a directory that is scanned ahead: what is found in a longer one is not held before its time.</summary>
    private const long MaxDirectoryLength = 1 << 18;

    private int _count;

    /// <summary>Begins what the walk will need soon; called when it has come to an entry of the directory.</summary>
    public void Begin(ImportFrame frame)
    {
        for (; frame.Scans.Count < MaxOfOne && _count < MaxOfAll && frame.TryFindAhead(out EntrySlot slot, out EntryLook look); frame.MoveAhead())
        {
            bool isShort = look.Error == Errno.None && look.Status.Type == EntryType.Directory && look.Status.Length <= MaxDirectoryLength;
            if (isShort && !session.IsExcluded(slot, EntryType.Directory))
            {
                DirectoryScan scan = new(frame.Descriptor, slot.Name);
                frame.Scans.Enqueue((slot.Index, scan));
                _count++;
                scan.BeginAhead();
            }
        }
    }

    /// <summary>The scan of a directory that the walk has come to.</summary>
    public async ValueTask<DirectoryScan> TakeAsync(EntrySlot slot)
    {
        DirectoryScan scan;
        if (slot.Frame.Scans.TryPeek(out (int Index, DirectoryScan Scan) next) && next.Index == slot.Index)
        {
            slot.Frame.Scans.Dequeue();
            _count--;
            scan = next.Scan;
        }
        else
        {
            scan = new DirectoryScan(slot.Frame.Descriptor, slot.Name);
        }

        await scan.EndAsync().ConfigureAwait(false);
        return scan;
    }

    /// <summary>After a failure: ends what the walk will not come to.</summary>
    public static async Task AbandonAsync(ImportFrame frame)
    {
        foreach ((_, DirectoryScan scan) in frame.Scans)
        {
            await scan.AbandonAsync().ConfigureAwait(false);
        }
    }
}
