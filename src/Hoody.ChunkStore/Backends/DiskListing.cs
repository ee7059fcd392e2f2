using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Hoody.ChunkStore.Backends;

/// <summary>Walks a store's directories so that whole names come out in ordinal order, whatever the depth.</summary>
internal sealed class DiskListing(DiskFolders folders, DiskSync sync)
{
    private readonly record struct Entry(string Name, bool IsFolder, long LengthBytes)
    {
        // "a/x" sorts after "a-x": a folder takes its place among files by its name and the slash that follows it.
        internal string SortKey => IsFolder ? Name + "/" : Name;
    }

    internal async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Stack<Entry> remaining = new();
        remaining.Push(new Entry(prefix[..Math.Max(prefix.LastIndexOf('/'), 0)], IsFolder: true, 0));
        while (remaining.TryPop(out Entry entry))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!entry.IsFolder)
            {
                yield return new StoredObject(entry.Name, entry.LengthBytes);
                continue;
            }

            List<Entry> children = await Task.Run(() => Read(entry.Name, prefix), cancellationToken).ConfigureAwait(false);
            children.ForEach(remaining.Push);
        }
    }

    /// <summary>The wanted entries of one folder, last first.</summary>
    private List<Entry> Read(string folder, string prefix)
    {
        List<Entry> entries = [];
        using SafeFileHandle? handle = folders.Open(folder);
        if (handle is null)
        {
            return entries;
        }

        string path = Path.Join(folders.Root, folder);
        try
        {
            entries.AddRange(ReadEntries(new DirectoryInfo(path), folder).Where(entry => Matches(entry, prefix)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackendException($"Cannot list '{path}': {exception.Message}", innerException: exception);
        }

        // After reading, before telling: an entry that another process has just made may not be durable yet.
        sync.Flush(handle, path);
        entries.Sort((left, right) => string.CompareOrdinal(right.SortKey, left.SortKey));
        return entries;
    }

    private static IEnumerable<Entry> ReadEntries(DirectoryInfo directory, string folder)
    {
        foreach (FileSystemInfo found in directory.EnumerateFileSystemInfos())
        {
            string name = folder.Length == 0 ? found.Name : $"{folder}/{found.Name}";
            if (ObjectName.IsSegment(found.Name) && name != ObjectName.ReservedSegment && TryRead(found, name, out Entry entry))
            {
                yield return entry;
            }
        }
    }

    private static bool TryRead(FileSystemInfo found, string name, out Entry entry)
    {
        entry = new Entry(name, found is DirectoryInfo, 0);
        if (found.LinkTarget is not null)
        {
            return false; // not an object: nothing this backend makes is a link
        }

        if (found is FileInfo file)
        {
            try
            {
                entry = entry with { LengthBytes = file.Length };
            }
            catch (FileNotFoundException)
            {
                return false; // deleted since the directory was read
            }
        }

        return true;
    }

    private static bool Matches(Entry entry, string prefix) =>
        entry.Name.StartsWith(prefix, StringComparison.Ordinal)
        || (entry.IsFolder && prefix.StartsWith(entry.SortKey, StringComparison.Ordinal));
}
