namespace Hoody.ChunkStore.Collection;

/// <summary>A set of numbers from 0 on, one bit each: 2 MiB for the blobs of a store of 16 million.</summary>
internal sealed class OrdinalSet
{
    private ulong[] _words = [];

    internal bool Contains(long ordinal) =>
        ordinal >> 6 < _words.Length && (_words[ordinal >> 6] & (1UL << (int)(ordinal & 63))) != 0;

    /// <summary>False when it was in the set already.</summary>
    internal bool Add(long ordinal)
    {
        int word = checked((int)(ordinal >> 6));
        if (word >= _words.Length)
        {
            Array.Resize(ref _words, Math.Max(word + 1, _words.Length * 2));
        }

        ulong bit = 1UL << (int)(ordinal & 63);
        bool isNew = (_words[word] & bit) == 0;
        _words[word] |= bit;
        return isNew;
    }

    /// <summary>The numbers, ascending.</summary>
    internal IEnumerable<long> All()
    {
        for (int word = 0; word < _words.Length; word++)
        {
            for (ulong rest = _words[word]; rest != 0; rest &= rest - 1)
            {
                yield return ((long)word << 6) + System.Numerics.BitOperations.TrailingZeroCount(rest);
            }
        }
    }
}
