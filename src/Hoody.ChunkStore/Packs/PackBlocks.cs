namespace Hoody.ChunkStore.Packs;

/// <summary>The memory that packs are filled in: blocks that go from pack to pack while any is being filled, and to the collector after the last. Thread-safe.</summary>
/// <remarks>
/// Not the shared pool: that keeps what was returned for ten seconds at least, however little memory is left, and a collection that follows a
/// writer then has 64 MiB less than it needs.
/// </remarks>
internal static class PackBlocks
{
    internal const int Length = 1 << 18;

    // What one data pack and one tree pack leave when they are written, while the next ones are filled; a backend that takes packs in parts leaves less.
    private const int MaxKept = 160;

    private static readonly Lock s_gate = new();
    private static readonly Stack<byte[]> s_kept = [];
    private static int s_userCount;

    /// <summary>How many users there are: while there is one, blocks are kept.</summary>
    internal static int UserCount
    {
        get
        {
            lock (s_gate)
            {
                return s_userCount;
            }
        }
    }

    internal static void AddUser()
    {
        lock (s_gate)
        {
            s_userCount++;
        }
    }

    internal static byte[] Take()
    {
        lock (s_gate)
        {
            if (s_kept.TryPop(out byte[]? kept))
            {
                return kept;
            }
        }

        return GC.AllocateUninitializedArray<byte>(Length);
    }

    /// <summary>Gives back what was taken; the user may take again.</summary>
    internal static void GiveBack(IEnumerable<byte[]> blocks)
    {
        lock (s_gate)
        {
            foreach (byte[] block in blocks.Take(MaxKept - s_kept.Count))
            {
                s_kept.Push(block);
            }
        }
    }

    /// <summary>A user that has given back what it took ends.</summary>
    internal static void RemoveUser()
    {
        lock (s_gate)
        {
            s_userCount--;
            if (s_userCount == 0)
            {
                s_kept.Clear();
                s_kept.TrimExcess();
            }
        }
    }
}
