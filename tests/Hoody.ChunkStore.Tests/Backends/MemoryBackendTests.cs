using Hoody.ChunkStore.Backends;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Backends;

public sealed class MemoryBackendTests : StorageBackendContract
{
    protected override IStorageBackend CreateEmpty() => new MemoryBackend();
}
