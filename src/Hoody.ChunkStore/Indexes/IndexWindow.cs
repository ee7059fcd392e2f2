using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>The upper and the lower half of each key, as they lie: <see cref="ValueOf"/> makes numbers of them.</summary>
    internal ReadOnlySpan<ulong> Halves => MemoryMarshal.Cast<byte, ulong>(_keys.AsSpan(0, Count * IndexKey.Size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong ValueOf(ulong half) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(half) : half;

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => LongArrays.Return(_keys);
}
