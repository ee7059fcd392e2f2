namespace Hoody.ChunkStore.Indexes;

/// <summary>What several hold at once. Whoever makes it is the first holder; each disposes once, and the last of them releases it. Thread-safe.</summary>
/// <remarks>
/// Mapped memory must not go while somebody reads it, and must go when nobody does: a finalizer would keep the file open, and its file system
/// mounted, for as long as it likes.
/// </remarks>
internal abstract class Shared : IDisposable
{
    private int _holderCount = 1;

    /// <summary>Becomes a holder, unless the last one is gone.</summary>
    internal bool TryHold()
    {
        int count = Volatile.Read(ref _holderCount);
        while (count > 0)
        {
            int found = Interlocked.CompareExchange(ref _holderCount, count + 1, count);
            if (found == count)
            {
                return true;
            }

            count = found;
        }

        return false;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holderCount) == 0)
        {
            Release();
        }
    }

    private protected abstract void Release();
}
