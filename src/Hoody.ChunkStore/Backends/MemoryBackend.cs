using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>Objects in this process's memory: for tests, and for stores that need not outlive the process.</summary>
/// <remarks>Disposing releases nothing: the objects live as long as the backend is referenced, so a store can be opened again over it.</remarks>
public sealed class MemoryBackend : IStorageBackend
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        cancellationToken.ThrowIfCancellationRequested();
        if (content.Length > Array.MaxLength)
        {
            throw new StoreFullException($"Cannot create '{name}': {content.Length} bytes are more than an array takes.");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)content.Length); // a pack: not zeroed to be filled
        content.CopyTo(bytes);
        lock (_gate)
        {
            return ValueTask.FromResult(_objects.TryAdd(name, bytes));
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        byte[] bytes = Find(name, cancellationToken) ?? throw new ObjectNotFoundException(name);
        int start = (int)Math.Min(offset, bytes.Length);
        int count = Math.Min(bytes.Length - start, destination.Length);
        bytes.AsSpan(start, count).CopyTo(destination.Span);
        return ValueTask.FromResult(count);
    }

    /// <inheritdoc/>
    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<long?>(Find(name, cancellationToken)?.Length);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ObjectName.ValidatePrefix(prefix);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            // A copy: the caller walks it while others create and delete.
            return _objects
                .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(entry => new StoredObject(entry.Key, entry.Value.Length))
                .ToList()
                .ToAsyncEnumerable();
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _objects.Remove(name);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What messages call this backend.</summary>
    public override string ToString() => "memory";

    private byte[]? Find(string name, CancellationToken cancellationToken)
    {
        ObjectName.Validate(name);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return _objects.GetValueOrDefault(name);
        }
    }
}
