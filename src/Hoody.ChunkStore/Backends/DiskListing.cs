using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Walks a store's directories so that whole names come out in ordinal order, whatever the depth.</summary>
internal sealed class DiskListing(DiskFolders folders, DiskSync sync, OwedFlushes owed, DiskCalls calls)
{
    // Each is a wait for the device, whose flush takes most of it.
    private const int FoldersAhead = 4;

    private readonly record struct Entry(string Name, bool IsFolder, long LengthBytes)
    {
        // "a/x" sorts after "a-x": a folder takes its place among files by its name and the slash that follows it.
        internal string SortKey => IsFolder ? Name + "/" : Name;
    }

    internal async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<Entry> remaining = new();
        Dictionary<string, Task<List<Entry>>> reads = new(StringComparer.Ordinal);
        remaining.Push(new Entry(prefix[..Math.Max(prefix.LastIndexOf('/'), 0)], IsFolder: true, 0));
        try
        {
            while (remaining.TryPop(out Entry entry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!entry.IsFolder)
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

                List<Entry> children = await reads[entry.Name].ConfigureAwait(false);
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
    private IEnumerable<string> Wanted(Entry entry, Stack<Entry> remaining) =>
        remaining.Take(calls.RunBeside ? FoldersAhead : 0).Where(next => next.IsFolder).Select(next => next.Name).Prepend(entry.Name);

    /// <summary>The wanted entries of one folder, last first.</summary>
    private List<Entry> Read(string folder, string prefix)
    {
        List<Entry> entries = [];
        using IDirectory? directory = folders.Open(folder);
        if (directory is null)
        {
            return entries;
        }

        List<DirectoryEntry> found = [];
        string path = Path.Join(folders.Root, folder);
        DiskError.ThrowIfFailed(directory.List(found), "list", path);

        // After reading, before telling: an entry that another process has just made may not be durable yet.
        if (OwedFlushes.MayWait(folder))
        {
            owed.Add(folder);
        }
        else
        {
            sync.Flush(directory, path);
        }

        foreach (DirectoryEntry child in found)
        {
            string name = folder.Length == 0 ? child.Name : $"{folder}/{child.Name}";
            Entry entry = new(name, child.Kind == EntryKind.Directory, child.LengthBytes);
            if (IsListed(child, name) && Matches(entry, prefix))
            {
                entries.Add(entry);
            }
        }

        entries.Sort(LastFirst);
        return entries;
    }

    private static int LastFirst(Entry left, Entry right) => left.IsFolder || right.IsFolder
        ? string.CompareOrdinal(right.SortKey, left.SortKey)
        : string.CompareOrdinal(right.Name, left.Name);

    // Nothing this backend makes is a link, a pipe or a device.
    private static bool IsListed(DirectoryEntry child, string name) =>
        child.Kind is EntryKind.File or EntryKind.Directory && ObjectName.IsSegment(child.Name) && name != ObjectName.ReservedSegment;

    private static bool Matches(Entry entry, string prefix) =>
        entry.Name.StartsWith(prefix, StringComparison.Ordinal)
        || (entry.IsFolder && prefix.StartsWith(entry.SortKey, StringComparison.Ordinal));
}
