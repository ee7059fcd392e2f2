namespace Hoody.Benchmarks.Measuring;

/// <summary>What work allocates, on whatever threads.</summary>
internal static class Allocation
{
    private const int Calls = 2000;
    private const int Samples = 5;

    /// <summary>Bytes a call: the least of several samples, since what else goes on in the process only adds.</summary>
    public static double PerCall(Action work)
    {
        double least = double.MaxValue;
        for (int sample = 0; sample < Samples; sample++)
        {
            least = Math.Min(least, Of(() =>
            {
                for (int i = 0; i < Calls; i++)
                {
                    work();
                }
            }) / (double)Calls);
        }

        return least;
    }

    /// <summary>Bytes of one call.</summary>
    public static long Of(Action work)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
