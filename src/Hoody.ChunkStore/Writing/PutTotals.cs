namespace Hoody.ChunkStore.Writing;

/// <summary>Counts the bytes of what all sessions of a store put. Thread-safe.</summary>
internal sealed class PutTotals
{
    private long _bytes;
    private long _newBytes;

    /// <summary>Duplicates included.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    internal long NewBytes => Volatile.Read(ref _newBytes);

    internal void Count(int plainLength, bool isNew)
    {
        Interlocked.Add(ref _bytes, plainLength);
        if (isNew)
        {
            Interlocked.Add(ref _newBytes, plainLength);
        }
    }
}
