using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class MeteredBackendTests : IDisposable
{
    private readonly string _name = Guid.NewGuid().ToString();
    private readonly HookedBackend _inner = new(new MemoryBackend());
    private readonly Measurements _measurements = new("Hoody.ChunkStore");
    private readonly MeteredBackend _backend;

    public MeteredBackendTests() => _backend = new MeteredBackend(_inner, _name);

    public void Dispose() => _measurements.Dispose();

    [Fact]
    public async Task Each_call_is_one_duration_with_its_operation()
    {
        await _backend.CreateIfAbsentAsync("a", new(new byte[10]), default);
        await _backend.ReadAsync("a", 0, new byte[4], default);
        await _backend.GetLengthAsync("a", default);
        await _backend.NamesAsync("");
        await _backend.DeleteAsync("a", default);

        IReadOnlyList<Measured> durations = _measurements.Of("hoody.chunkstore.backend.duration", "hoody.backend", _name);
        Assert.Equal(["create", "read", "stat", "list", "delete"], durations.Select(measured => measured.Tags["hoody.operation"]));
        Assert.All(durations, measured => Assert.Equal("s", measured.Unit));
        Assert.All(durations, measured => Assert.DoesNotContain("error.type", measured.Tags.Keys));
    }

    [Fact]
    public async Task A_listing_that_is_broken_off_or_does_not_begin_is_a_call_too()
    {
        await using MeteredBackend backend = new(new MemoryBackend(), _name);
        await backend.CreateIfAbsentAsync("a", new(new byte[10]), default);
        await foreach (StoredObject found in backend.ListAsync("", default))
        {
            break;
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await backend.ListAsync("", new CancellationToken(true)).CountAsync());
        Measured[] listings = [.. _measurements.Of("hoody.chunkstore.backend.duration", "hoody.backend", _name).Where(m => m.Tags["hoody.operation"] is "list")];
        Assert.Equal(2, listings.Length);
        Assert.DoesNotContain("error.type", listings[0].Tags.Keys);
        Assert.Equal(nameof(OperationCanceledException), listings[1].Tags["error.type"]);
    }

    [Fact]
    public async Task Bytes_that_passed_are_counted_by_their_direction()
    {
        await _backend.CreateIfAbsentAsync("a", new(new byte[10]), default);
        await _backend.CreateIfAbsentAsync("a", new(new byte[20]), default);
        await _backend.ReadAsync("a", 8, new byte[4], default);

        IReadOnlyList<Measured> bytes = _measurements.Of("hoody.chunkstore.backend.io", "hoody.backend", _name);
        Assert.Equal(10, bytes.Where(measured => measured.Tags["hoody.direction"] is "write").Sum(measured => measured.Value));
        Assert.Equal(2, bytes.Where(measured => measured.Tags["hoody.direction"] is "read").Sum(measured => measured.Value));
    }

    [Fact]
    public async Task An_object_that_is_mapped_counts_whole_and_once()
    {
        using TempDirectory directory = new();
        await using MeteredBackend backend = new(new DiskBackend(directory.Path), _name);
        await backend.CreateIfAbsentAsync("a", new(new byte[10]), default);
        using (ObjectView view = await ObjectViews.OpenAsync(backend, "a", 10, default))
        {
            view.ReadUInt64(0);
            view.ReadUInt64(2);
        }

        Assert.Equal(["create", "map"], _measurements.Of("hoody.chunkstore.backend.duration", "hoody.backend", _name).Select(m => m.Tags["hoody.operation"]));
        Measured mapped = Assert.Single(_measurements.Of("hoody.chunkstore.backend.io", "hoody.direction", "map"), m => Equals(m.Tags["hoody.backend"], _name));
        Assert.Equal(10, mapped.Value);
    }

    [Fact]
    public async Task A_call_that_failed_says_so()
    {
        _inner.Before = (_, _) => throw new StoreFullException("full");
        await Assert.ThrowsAsync<StoreFullException>(async () => await _backend.DeleteAsync("a", default));
        await Assert.ThrowsAsync<StoreFullException>(async () => await _backend.NamesAsync(""));
        Assert.Equal(
            ["StoreFullException", "StoreFullException"],
            _measurements.Of("hoody.chunkstore.backend.duration", "hoody.backend", _name).Select(measured => measured.Tags["error.type"]));
    }
}
