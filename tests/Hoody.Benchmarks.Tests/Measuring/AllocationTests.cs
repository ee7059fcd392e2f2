using Hoody.Benchmarks.Measuring;

namespace Hoody.Benchmarks.Tests.Measuring;

public class AllocationTests
{
    private const int Length = 50_000;

    [Fact]
    public void What_another_thread_allocates_counts() =>
        Assert.True(Allocation.Of(() => Task.Run(() => GC.KeepAlive(new byte[Length])).GetAwaiter().GetResult()) >= Length);

    [Fact]
    public void A_call_is_the_least_of_its_samples() => Assert.True(Allocation.PerCall(() => GC.KeepAlive(new byte[Length])) >= Length);
}
