using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Keys of a part that follow each other, copied into the heap to be walked through beside a sorted list. The caller disposes it.</summary>
/// <remarks>One look-up after another would wait for memory at each, or for a disk; a stretch is read in one go, at the speed of copying.</remarks>
internal readonly struct IndexWindow : IDisposable
{
    private readonly byte[] _keys;

    /// <summary>Reads keys of a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="first">The position of the first key.</param>
    /// <param name="count">How many.</param>
    internal IndexWindow(IndexPart part, int first, int count)
    {
        (First, Count) = (first, count);
        _keys = LongArrays.Rent(count * IndexKey.Size);
        part.ReadKeys(first, _keys.AsSpan(0, count * IndexKey.Size));
    }

    /// <summary>The position of the first key in the part.</summary>
    internal int First { get; }

    internal int Count { get; }

    /// <summary>The upper half of each key, from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong PrefixAt(int index) => BinaryPrimitives.ReadUInt64BigEndian(_keys.AsSpan(index * IndexKey.Size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong LowAt(int index) => BinaryPrimitives.ReadUInt64BigEndian(_keys.AsSpan((index * IndexKey.Size) + sizeof(ulong)));

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => LongArrays.Return(_keys);
}
