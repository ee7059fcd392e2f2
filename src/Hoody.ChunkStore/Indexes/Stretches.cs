using System.Runtime.ExceptionServices;

namespace Hoody.ChunkStore.Indexes;

/// <summary>Work on many entries, some thousands at a time, on all processors.</summary>
internal static class Stretches
{
    /// <summary>How many stretches so many entries are.</summary>
    internal static int Count(int entries, int length) => (entries + length - 1) / length;

    /// <summary>Runs the work for each stretch: the first entry and the end. What it throws is thrown as it is.</summary>
    /// <param name="entries">How many there are.</param>
    /// <param name="length">Of a stretch; the last one may be shorter.</param>
    /// <param name="work">Called for several stretches at once.</param>
    internal static void ForEach(int entries, int length, Action<int, int> work)
    {
        void Run(int stretch) => work(stretch * length, Math.Min((stretch + 1) * length, entries));
        if (entries <= length)
        {
            Run(0);
            return;
        }

        try
        {
            Parallel.For(0, Count(entries, length), Run);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
