using System.Buffers;
using System.Numerics;

namespace Hoody.ChunkStore.Packs;

/// <summary>A pool of arrays that keeps few bytes of the long ones. Thread-safe.</summary>
/// <remarks>
/// The shared pool keeps all that was ever returned at once for ten seconds at least, however little memory is left: after a batch was read, that
/// is tens of MiB which the next operation needs. What a batch returns while it reads on is what it takes again, so that what is kept need not be
/// all that a batch has; but new memory is much dearer than what was written to before, so that it may not be a few arrays either.
/// </remarks>
internal static class LongArrays
{
    /// <summary>Up to this length the shared pool does.</summary>
    internal const int ShortLength = 1 << 15;

    /// <summary>As much is kept, in all lengths together: what marking a collection of 16 million chunks has at once. With less, each would leave garbage that only a collection of the whole heap takes.</summary>
    internal const int MaxKeptBytes = 24 << 20;

    private static readonly Lock s_gate = new();
    private static readonly List<byte[]> s_kept = []; // the one that was returned last is the last
    private static int s_keptBytes;

    internal static byte[] Rent(int minimumLength)
    {
        if (minimumLength <= ShortLength)
        {
            return ArrayPool<byte>.Shared.Rent(minimumLength);
        }

        int length = LengthFor(minimumLength);
        lock (s_gate)
        {
            int found = s_kept.FindLastIndex(array => array.Length == length);
            if (found >= 0)
            {
                byte[] array = s_kept[found];
                s_kept.RemoveAt(found);
                s_keptBytes -= length;
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Takes back what was rented, once.</summary>
    internal static void Return(byte[] array)
    {
        if (array.Length <= ShortLength)
        {
            ArrayPool<byte>.Shared.Return(array);
            return;
        }

        if (array.Length > MaxKeptBytes)
        {
            return; // it would drive all others out, and go itself
        }

        lock (s_gate)
        {
            s_kept.Add(array);
            s_keptBytes += array.Length;
            int tooMany = 0;
            while (s_keptBytes > MaxKeptBytes)
            {
                s_keptBytes -= s_kept[tooMany].Length;
                tooMany++;
            }

            s_kept.RemoveRange(0, tooMany);
        }
    }

    // Few lengths, so that one fits for the next; and none much longer than what was asked for.
    private static int LengthFor(int minimumLength)
    {
        int step = 1 << (BitOperations.Log2((uint)minimumLength - 1) - 1);
        return (int)Math.Min(((long)minimumLength + step - 1) / step * step, Array.MaxLength);
    }
}
