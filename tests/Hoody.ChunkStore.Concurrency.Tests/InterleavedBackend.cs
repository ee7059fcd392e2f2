using System.Buffers;
using Hoody.ChunkStore.Backends;
using Microsoft.Coyote.Runtime;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>Objects in memory, with a point before each call at which any other task may go first.</summary>
internal sealed class InterleavedBackend(MemoryBackend inner) : IStorageBackend
{
    public ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        SchedulingPoint.Interleave();
        return inner.CreateIfAbsentAsync(name, content, cancellationToken);
    }

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        SchedulingPoint.Interleave();
        return inner.ReadAsync(name, offset, destination, cancellationToken);
    }

    public ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken)
    {
        SchedulingPoint.Interleave();
        return inner.GetLengthAsync(name, cancellationToken);
    }

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        SchedulingPoint.Interleave();
        return inner.ListAsync(prefix, cancellationToken);
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        SchedulingPoint.Interleave();
        return inner.DeleteAsync(name, cancellationToken);
    }

    public ValueTask DisposeAsync() => default;
}
