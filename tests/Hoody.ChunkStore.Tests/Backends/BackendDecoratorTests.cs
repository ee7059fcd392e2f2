using Hoody.ChunkStore.Backends;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class BackendDecoratorTests
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
