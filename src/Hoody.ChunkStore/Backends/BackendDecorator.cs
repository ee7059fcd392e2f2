using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>A backend that adds something to the calls of another one, which belongs to it.</summary>
public abstract class BackendDecorator : IStorageBackend, IMappingBackend, ISequentialBackend, ISettlingBackend
{
    private protected BackendDecorator(IStorageBackend inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    private protected IStorageBackend Inner { get; }

    bool ISequentialBackend.ReadsAhead => Inner is ISequentialBackend { ReadsAhead: true };

    /// <inheritdoc/>
    public abstract ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Disposes the inner backend.</summary>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Inner.DisposeAsync();
    }

    /// <summary>What messages call this backend: as the inner one.</summary>
    public override string? ToString() => Inner.ToString();

    ValueTask<ObjectView?> IMappingBackend.MapAsync(string name, CancellationToken cancellationToken) => MapAsync(name, cancellationToken);

    ValueTask ISettlingBackend.SettleAsync(CancellationToken cancellationToken) => SettleAsync(cancellationToken);

    // Whoever decorates a disk must not thereby bring the index onto the heap.
    private protected virtual ValueTask<ObjectView?> MapAsync(string name, CancellationToken cancellationToken) =>
        Inner is IMappingBackend mapping ? mapping.MapAsync(name, cancellationToken) : ValueTask.FromResult<ObjectView?>(null);

    private protected virtual ValueTask SettleAsync(CancellationToken cancellationToken) =>
        Inner is ISettlingBackend settling ? settling.SettleAsync(cancellationToken) : ValueTask.CompletedTask;
}
