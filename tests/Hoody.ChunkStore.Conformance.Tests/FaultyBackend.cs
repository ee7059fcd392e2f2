using System.Buffers;
using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

/// <summary>A backend some of whose calls are done in another way than by the one that keeps its objects.</summary>
internal sealed class FaultyBackend(MemoryBackend objects) : IStorageBackend
{
    internal delegate ValueTask<bool> CreateCall(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    internal delegate ValueTask<int> ReadCall(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    internal delegate ValueTask<long?> GetLengthCall(string name, CancellationToken cancellationToken);

    internal delegate IAsyncEnumerable<StoredObject> ListCall(string prefix, CancellationToken cancellationToken);

    internal delegate ValueTask NameCall(string name, CancellationToken cancellationToken);

    internal CreateCall Create { get; init; } = objects.CreateIfAbsentAsync;

    internal ReadCall Read { get; init; } = objects.ReadAsync;

    internal GetLengthCall GetLength { get; init; } = objects.GetLengthAsync;

    internal ListCall List { get; init; } = objects.ListAsync;

    internal NameCall Delete { get; init; } = objects.DeleteAsync;

    internal Func<ValueTask> Disposing { get; init; } = objects.DisposeAsync;

    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
        Create(name, content, cancellationToken);

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        Read(name, offset, destination, cancellationToken);

    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => GetLength(name, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken) => List(prefix, cancellationToken);

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => Delete(name, cancellationToken);

    public ValueTask DisposeAsync() => Disposing();
}
