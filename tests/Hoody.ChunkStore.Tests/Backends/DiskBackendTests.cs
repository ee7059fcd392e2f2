using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class DiskBackendTests : StorageBackendContract, IDisposable
{
    private readonly TempDirectory _directory = new();

    protected override IStorageBackend CreateEmpty() => new DiskBackend(_directory["store"]);

    public void Dispose() => _directory.Dispose();
}
