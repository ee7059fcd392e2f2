using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Conformance;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Backends;

/// <summary>Every backend of the store, and every decorator, does what a backend has to do.</summary>
public sealed class StorageBackendContractTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly MemoryBackend _memory = new();
    private readonly SimulatedBucket _bucket = new();
    private readonly SimulatedBucket _failingBucket = new(seed: 1, failureRate: 0.1, pageLength: 1000);
    private readonly BackendRetryOptions _retries = new() { MaxRetries = 100, Time = new ImmediateTime() };
    private readonly BandwidthLimiter _limiter = new(1 << 20, time: new ImmediateTime());

    // Somebody listens, or the metered backend would have nothing to do.
    private readonly Measurements _measurements = new("Hoody.ChunkStore");

    public static TheoryData<string> Rules => [.. StorageBackendContract.Rules.Select(rule => rule.Name)];

    public void Dispose()
    {
        _measurements.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Of_the_disk(string rule) => VerifyAsync(rule, () => new DiskBackend(_directory["deep/er/store"]));

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Of_the_memory(string rule) => VerifyAsync(rule, () => _memory);

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Of_a_bucket(string rule) => VerifyAsync(rule, () => _bucket);

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Of_a_bucket_that_fails_with_retries(string rule) => VerifyAsync(rule, () => new RetryingBackend(_failingBucket, _retries));

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Of_a_limited_bandwidth(string rule) => VerifyAsync(rule, () => new ThrottledBackend(_memory, _limiter, _limiter));

    [Theory]
    [MemberData(nameof(Rules))]
    public Task Of_metrics(string rule) => VerifyAsync(rule, () => new MeteredBackend(_memory, "contract"));

    private static Task VerifyAsync(string rule, Func<IStorageBackend> open) =>
        StorageBackendContract.Rules.Single(candidate => candidate.Name == rule).VerifyAsync(open);
}
