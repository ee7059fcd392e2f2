namespace Hoody.Hashing.Tests;

/// <summary>What a call allocates on its thread.</summary>
internal static class Allocations
{
    private const int Calls = 5;

    /// <summary>The least of several calls after a first one, which compiles and fills pools.</summary>
    /// <remarks>
    /// A collection that any other test sets off in the middle of a call books the rest of this thread's allocation buffer, up to 8 KiB, on
    /// the call. What the call itself allocates it allocates every time.
    /// </remarks>
    public static long LeastBytes(Action call)
    {
        call();
        return Enumerable.Range(0, Calls).Min(_ => BytesOf(call));
    }

    private static long BytesOf(Action call)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
