namespace Hoody.Volumes.Import;

/// <summary>The entries of one directory, which arrive in any order and are taken in the order of their names, the first while the last are awaited.</summary>
/// <remarks>Entries arrive from any thread. One thread at a time takes them: the one that <see cref="TryBeginTaking"/> lets, or whoever knows that all have arrived.</remarks>
/// <param name="count">How many entries there will be.</param>
internal sealed class ArrivedEntries(int count)
{
    /// <summary>Arrivals between two attempts to take: what a directory holds of its entries while its files keep pace.</summary>
    public const int TakingInterval = 1_024;

    private readonly Arrival?[] _entries = new Arrival?[count];
    private int _arrivals;
    private int _next;
    private int _isBeingTaken;

    /// <summary>An entry has arrived.</summary>
    public void Put(int index, Arrival arrival) => Volatile.Write(ref _entries[index], arrival);

    /// <summary>Now and then true, for one caller, who then takes what there is and calls <see cref="EndTaking"/>.</summary>
    public bool TryBeginTaking() =>
        Interlocked.Increment(ref _arrivals) % TakingInterval == 0 && Interlocked.Exchange(ref _isBeingTaken, 1) == 0;

    public void EndTaking() => Volatile.Write(ref _isBeingTaken, 0);

    /// <summary>Takes the next entry that is not left out, and lets go of it; null when it has not arrived, or when there are no more.</summary>
    /// <param name="index">Which one it is.</param>
    public Arrival? TryTake(out int index)
    {
        index = -1;
        while (_next < _entries.Length && Volatile.Read(ref _entries[_next]) is { } arrival)
        {
            index = _next;
            _entries[_next++] = null;
            if (!ReferenceEquals(arrival, Arrival.LeftOut))
            {
                return arrival;
            }
        }

        return null;
    }
}
