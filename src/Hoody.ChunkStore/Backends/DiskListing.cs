using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Walks a store's directories so that whole names come out in ordinal order, whatever the depth.</summary>
internal sealed class DiskListing(DiskFolders folders, DiskSync sync, OwedFlushes owed, DiskCalls calls)
{
    // Each is a wait for the device, whose flush takes most of it.
    private const int FoldersAhead = 4;

    internal async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<DirectoryEntry> remaining = new();
        Dictionary<string, Task<List<DirectoryEntry>>> reads = new(StringComparer.Ordinal);
        remaining.Push(new DirectoryEntry(prefix[..Math.Max(prefix.LastIndexOf('/'), 0)], EntryKind.Directory, 0));
        try
        {
            while (remaining.TryPop(out DirectoryEntry entry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry.Kind != EntryKind.Directory)
                {
                    yield return new StoredObject(entry.Name, entry.LengthBytes);
                    continue;
                }

                foreach (string folder in Wanted(entry, remaining))
                {
                    if (!reads.ContainsKey(folder))
                    {
                        reads.Add(folder, calls.RunAsync(() => Read(folder, prefix), cancellationToken).AsTask());
                    }
                }

                List<DirectoryEntry> children = await reads[entry.Name].ConfigureAwait(false);
                reads.Remove(entry.Name);
                children.ForEach(remaining.Push);
            }
        }
        finally
        {
            foreach (Task read in reads.Values)
            {
                await read.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The folder that is needed now, and those that are needed next.</summary>
    private IEnumerable<string> Wanted(DirectoryEntry entry, Stack<DirectoryEntry> remaining) =>
        remaining.Take(calls.RunBeside ? FoldersAhead : 0).Where(next => next.Kind == EntryKind.Directory).Select(next => next.Name).Prepend(entry.Name);

    /// <summary>The wanted entries of one folder, last first.</summary>
    private List<DirectoryEntry> Read(string folder, string prefix)
    {
        List<DirectoryEntry> entries = [];
        using IDirectory? directory = folders.Open(folder);
        if (directory is null)
        {
            return entries;
        }

        string path = Path.Join(folders.Root, folder);
        string parent = folder.Length == 0 ? "" : folder + "/";
        DiskError.ThrowIfFailed(directory.List(parent, entries), "list", path);

        // After reading, before telling: an entry that another process has just made may not be durable yet.
        if (OwedFlushes.MayWait(folder))
        {
            owed.Add(folder);
        }
        else
        {
            sync.FlushWhereKnown(directory, path);
        }

        entries.RemoveAll(entry => !IsListed(entry, parent.Length) || !Matches(entry, prefix));
        entries.Sort(LastFirst);
        return entries;
    }

    // "a/x" sorts after "a-x": a folder takes its place among files by its name and the slash that follows it.
    private static string SortKey(DirectoryEntry entry) => entry.Kind == EntryKind.Directory ? entry.Name + "/" : entry.Name;

    [MethodImpl(AtFirstUse.Optimized)]
    private static int LastFirst(DirectoryEntry left, DirectoryEntry right) => string.CompareOrdinal(SortKey(right), SortKey(left));

    // Nothing this backend makes is a link, a pipe or a device.
    [MethodImpl(AtFirstUse.Optimized)]
    private static bool IsListed(DirectoryEntry entry, int parentLength) =>
        entry.Kind is EntryKind.File or EntryKind.Directory && ObjectName.IsSegment(entry.Name.AsSpan(parentLength)) && entry.Name != ObjectName.ReservedSegment;

    [MethodImpl(AtFirstUse.Optimized)]
    private static bool Matches(DirectoryEntry entry, string prefix) =>
        entry.Name.StartsWith(prefix, StringComparison.Ordinal)
        || (entry.Kind == EntryKind.Directory && prefix.StartsWith(SortKey(entry), StringComparison.Ordinal));
}
