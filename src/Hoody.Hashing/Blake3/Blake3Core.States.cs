using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Hoody.Hashing.Blake3;

/// <content>The chaining values out of the lanes: for each four lanes and four words, a 4 x 4 transposition.</content>
internal static unsafe partial class Blake3Core
{
    /// <summary>The chaining values of the first lanes, one behind the other.</summary>
    private static void StoreState(uint* state, int used, uint* chainingValues)
    {
        // Lanes in use are whole fours, but for the last.
        for (int lane = 0; lane < used; lane += 4)
        {
            StoreFour(
                state + lane, used - lane,
                chainingValues, chainingValues + ChainingWords, chainingValues + (2 * ChainingWords), chainingValues + (3 * ChainingWords));
            chainingValues += 4 * ChainingWords;
        }
    }

    /// <summary>The chaining values of the lanes in [<paramref name="from"/>, <paramref name="to"/>), each to an address of its own.</summary>
    public static void StoreStates(Lanes* lanes, int from, int to, long* outputs)
    {
        uint** output = (uint**)outputs;
        for (int lane = from; lane < to; lane += 4)
        {
            StoreFour(lanes->State + lane, to - lane, output[lane], output[lane + 1], output[lane + 2], output[lane + 3]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour(uint* state, int used, uint* first, uint* second, uint* third, uint* fourth)
    {
        LoadFour(state, out Vector128<uint> a, out Vector128<uint> b, out Vector128<uint> c, out Vector128<uint> d);
        LoadFour(
            state + (4 * Lanes.Count), out Vector128<uint> upperA, out Vector128<uint> upperB, out Vector128<uint> upperC, out Vector128<uint> upperD);
        Store(first, a, upperA);
        if (used > 1)
        {
            Store(second, b, upperB);
        }

        if (used > 2)
        {
            Store(third, c, upperC);
        }

        if (used > 3)
        {
            Store(fourth, d, upperD);
        }
    }

    /// <summary>Four words of four lanes, afterwards a vector for each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadFour(uint* state, out Vector128<uint> a, out Vector128<uint> b, out Vector128<uint> c, out Vector128<uint> d)
    {
        a = Vector128.Load(state);
        b = Vector128.Load(state + Lanes.Count);
        c = Vector128.Load(state + (2 * Lanes.Count));
        d = Vector128.Load(state + (3 * Lanes.Count));
        Transpose(ref a, ref b, ref c, ref d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(uint* chainingValue, Vector128<uint> lower, Vector128<uint> upper)
    {
        lower.Store(chainingValue);
        upper.Store(chainingValue + 4);
    }
}
