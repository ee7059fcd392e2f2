using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Backends;

/// <summary>Every decorator is a backend like the one it decorates.</summary>
public sealed class DecoratorTests
{
    public static TheoryData<string> Names => ["metered", "retrying", "throttled"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_decorated_disk_still_maps_objects(string name)
    {
        using TempDirectory directory = new();
        DiskBackend disk = new(directory["store"]);
        await using BackendDecorator backend = name switch
        {
            "metered" => new MeteredBackend(disk, "disk"),
            "retrying" => new RetryingBackend(disk),
            _ => new ThrottledBackend(disk, reads: null, writes: null),
        };

        await backend.CreateIfAbsentAsync("a", new([1, 2]), default);
        using ObjectView? view = await ((IMappingBackend)backend).MapAsync("a", default);
        Assert.Equal(2, view?.LengthBytes);
    }
}

public sealed class RetryingBackendContractTests : StorageBackendContract
{
    protected override IStorageBackend CreateEmpty() => new RetryingBackend(
        new SimulatedBucket(seed: 1, failureRate: 0.2), new BackendRetryOptions { MaxRetries = 100, Time = new ImmediateTime() });
}

public sealed class ThrottledBackendContractTests : StorageBackendContract
{
    protected override IStorageBackend CreateEmpty()
    {
        BandwidthLimiter limiter = new(1 << 20, time: new ImmediateTime());
        return new ThrottledBackend(new SimulatedBucket(), limiter, limiter);
    }
}

public sealed class MeteredBackendContractTests : StorageBackendContract, IDisposable
{
    private readonly Measurements _measurements = new("Hoody.ChunkStore");

    protected override IStorageBackend CreateEmpty() => new MeteredBackend(new MemoryBackend(), "contract");

    public void Dispose() => _measurements.Dispose();
}
