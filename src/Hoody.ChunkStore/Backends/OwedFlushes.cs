using System.Runtime.ExceptionServices;
using Hoody.ChunkStore.Native;

namespace Hoody.ChunkStore.Backends;

/// <summary>Folders of packs that were listed and not flushed: another process may have come only as far as the rename of what is in them. Thread-safe.</summary>
/// <remarks>
/// Whoever only reads loses nothing when a pack is gone after a power cut; whoever is about to change the store, which may build on what it has seen, pays first. Folders of
/// other objects are flushed as they are listed: a ref that was shown must not be gone.
/// </remarks>
internal sealed class OwedFlushes(DiskFolders folders, DiskSync sync)
{
    private const string PackFolder = "packs";

    // Each is a wait for the device.
    private static readonly ParallelOptions s_several = new() { MaxDegreeOfParallelism = 4 };
    private static readonly ParallelOptions s_single = new() { MaxDegreeOfParallelism = 1 };

    private readonly Lock _gate = new();
    private readonly Lock _paying = new();
    private HashSet<string> _owed = new(StringComparer.Ordinal);

    /// <summary>Whether the flush of a folder that was listed may wait for the next change.</summary>
    internal static bool MayWait(string folder) =>
        folder.StartsWith(PackFolder, StringComparison.Ordinal) && (folder.Length == PackFolder.Length || folder[PackFolder.Length] == '/');

    internal void Add(string folder)
    {
        lock (_gate)
        {
            _owed.Add(folder);
        }
    }

    /// <summary>Flushes all that was listed before this call, also what another call is about to flush.</summary>
    /// <exception cref="BackendException">A folder could not be flushed; the store is read-only from now on.</exception>
    internal void Pay()
    {
        lock (_paying)
        {
            HashSet<string> owed;
            lock (_gate)
            {
                (owed, _owed) = (_owed, new HashSet<string>(StringComparer.Ordinal));
            }

            if (owed.Count == 0)
            {
                return;
            }

            try
            {
                Parallel.ForEach(owed, folders.FileSystem.MayBlock ? s_several : s_single, Flush);
            }
            catch (AggregateException exception)
            {
                foreach (string folder in owed)
                {
                    Add(folder); // what could not be opened this time
                }

                ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
            }
        }
    }

    private void Flush(string folder)
    {
        using IDirectory? directory = folders.Open(folder);
        if (directory is not null)
        {
            sync.FlushWhereKnown(directory, folder);
        }
    }
}
