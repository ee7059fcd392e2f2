using System.Runtime.InteropServices;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Collection;

/// <summary>Prefixes that wait to be looked up together, in rented memory. For one thread at a time; the owner disposes it.</summary>
internal sealed class PrefixBatch : IDisposable
{
    private byte[] _bytes = [];

    internal int Count { get; private set; }

    /// <summary>What it holds.</summary>
    internal Span<ulong> Prefixes => All[..Count];

    private Span<ulong> All => MemoryMarshal.Cast<byte, ulong>(_bytes.AsSpan());

    internal void Add(ulong prefix)
    {
        if (Count == _bytes.Length / IdPrefix.Size)
        {
            Reserve(Math.Max(Count * 2, 1024));
        }

        All[Count++] = prefix;
    }

    /// <summary>Puts what a round of a merge gives in the place of what it holds.</summary>
    internal void Take(PrefixMerge merge)
    {
        Count = 0;
        Reserve(PrefixMerge.MaxRound);
        Count = merge.Take(All);
    }

    /// <summary>Sorts what it holds, each once.</summary>
    internal void Sort()
    {
        using PrefixBatch scratch = new();
        scratch.Reserve(Count);
        Count = PrefixSort.SortDistinct(Prefixes, scratch.All);
    }

    internal void Clear() => Count = 0;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        (_bytes, Count) = ([], 0);
        if (bytes.Length > 0)
        {
            LongArrays.Return(bytes);
        }
    }

    private void Reserve(int count)
    {
        if (count > _bytes.Length / IdPrefix.Size)
        {
            byte[] longer = LongArrays.Rent(count * IdPrefix.Size);
            int held = Count;
            Prefixes.CopyTo(MemoryMarshal.Cast<byte, ulong>(longer.AsSpan()));
            Dispose();
            (_bytes, Count) = (longer, held);
        }
    }
}
