using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>A backend in which one byte of one object can never be read.</summary>
internal sealed class BadSectorBackend(IStorageBackend inner, string badName, long badOffset) : IStorageBackend
{
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        name == badName && offset <= badOffset && badOffset < offset + destination.Length
            ? throw new BackendException($"Cannot read '{name}': EIO.")
            : inner.ReadAsync(name, offset, destination, cancellationToken);

    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        inner.CreateIfAbsentAsync(name, content, cancellationToken);

    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => inner.GetLengthAsync(name, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => inner.ListAsync(prefix, cancellationToken);

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
