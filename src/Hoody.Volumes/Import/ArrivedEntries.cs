using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>The entries of one directory, which arrive in any order and are taken in the order of their names, the first while the last are awaited.</summary>
/// <remarks>Entries arrive from any thread. One thread at a time takes them: the one that <see cref="TryBeginTaking"/> lets, or whoever knows that all have arrived.</remarks>
/// <param name="count">How many entries there will be.</param>
internal sealed class ArrivedEntries(int count)
{
    /// <summary>Arrivals between two attempts to take: what a directory holds of its entries while its files keep pace.</summary>
    public const int TakingInterval = 1_024;

    // Takes the place of what is left out, as null is what has not arrived.
    private static readonly TreeEntry _leftOut = new() { Name = EntryName.Root, Type = EntryType.File };

    private readonly TreeEntry?[] _entries = new TreeEntry?[count];
    private int _arrivals;
    private int _next;
    private int _isBeingTaken;

    /// <summary>An entry has arrived; null when it is left out.</summary>
    public void Put(int index, TreeEntry? entry) => Volatile.Write(ref _entries[index], entry ?? _leftOut);

    /// <summary>Now and then true, for one caller, who then takes what there is and calls <see cref="EndTaking"/>.</summary>
    public bool TryBeginTaking() =>
        Interlocked.Increment(ref _arrivals) % TakingInterval == 0 && Interlocked.Exchange(ref _isBeingTaken, 1) == 0;

    public void EndTaking() => Volatile.Write(ref _isBeingTaken, 0);

    /// <summary>Takes the next entry, and lets go of it; null when it has not arrived, or when there are no more.</summary>
    public TreeEntry? TryTake()
    {
        while (_next < _entries.Length && Volatile.Read(ref _entries[_next]) is { } entry)
        {
            _entries[_next++] = null;
            if (!ReferenceEquals(entry, _leftOut))
            {
                return entry;
            }
        }

        return null;
    }
}
