using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hoody.Hashing.Blake3;

/// <summary>Up to 32 compressions side by side, stored word by word: a vector holds one word of every lane.</summary>
/// <remarks>
/// A narrower vector uses the first lanes of every row, so that one layout serves every width.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Lanes
{
    public const int Count = 32;

    public fixed uint State[Blake3Core.ChainingWords * Count];
    public fixed uint CounterLow[Count];
    public fixed uint CounterHigh[Count];
    public fixed uint BlockLength[Count];
    public fixed uint Flags[Count];

    /// <summary>The address of each lane's next block.</summary>
    public fixed long Blocks[Count];

    private static Vector128<uint> Ordinals => Vector128.Create(0u, 1u, 2u, 3u);

    public void SetKey(in ChainingValue key)
    {
        fixed (uint* state = State)
        {
            for (int word = 0; word < Blake3Core.ChainingWords; word++)
            {
                Fill(state + (word * Count), key[word]);
            }
        }
    }

    /// <summary>Numbers the lanes from <paramref name="first"/> on, the carry into the upper halves included.</summary>
    public void SetCounters(ulong first, uint step)
    {
        Vector128<uint> start = Vector128.Create((uint)first);
        Vector128<uint> high = Vector128.Create((uint)(first >> 32));
        fixed (uint* counterLow = CounterLow, counterHigh = CounterHigh)
        {
            for (uint lane = 0; lane < Count; lane += 4)
            {
                Vector128<uint> low = start + ((Ordinals + Vector128.Create(lane)) * step);
                low.Store(counterLow + lane);
                (high - Vector128.LessThan(low, start)).Store(counterHigh + lane);
            }
        }
    }

    public void ClearCounterHigh()
    {
        fixed (uint* counterHigh = CounterHigh)
        {
            Fill(counterHigh, 0);
        }
    }

    public void SetBlockLength(int length)
    {
        fixed (uint* blockLength = BlockLength)
        {
            Fill(blockLength, (uint)length);
        }
    }

    public void SetFlags(Blake3Flags flags)
    {
        fixed (uint* destination = Flags)
        {
            Fill(destination, (uint)flags);
        }
    }

    /// <summary>Points lane l at <c>first + l * stride</c>; lanes beyond the last used one repeat it, so that all addresses are valid.</summary>
    public void SetBlocks(byte* first, int stride, int used)
    {
        for (int lane = 0; lane < Count; lane++)
        {
            Blocks[lane] = (long)first;
            first += lane < used - 1 ? stride : 0;
        }
    }

    /// <summary>Points the lanes from <paramref name="used"/> on to where the first one points, so that all addresses are valid.</summary>
    public void RepeatFirstBlock(int used)
    {
        for (int lane = used; lane < Count; lane++)
        {
            Blocks[lane] = Blocks[0];
        }
    }

    private static void Fill(uint* row, uint value)
    {
        Vector256<uint> eight = Vector256.Create(value);
        eight.Store(row);
        eight.Store(row + 8);
        eight.Store(row + 16);
        eight.Store(row + 24);
    }
}
