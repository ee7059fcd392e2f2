using System.Buffers;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;

namespace Hoody.Testing.Backends;

/// <summary>The five operations of a backend.</summary>
public enum BackendOperation
{
    Create,
    Read,
    GetLength,
    List,
    Delete,
}

/// <summary>A backend that asks the test before each call: the hook may record it, hold it up, or fail it by throwing.</summary>
/// <remarks>Disposing leaves the inner backend as it is.</remarks>
public sealed class HookedBackend(IStorageBackend inner) : IStorageBackend, IMappingBackend, ISequentialBackend
{
    private long _bytesRead;

    /// <summary>Awaited before each call with its operation and its name or prefix.</summary>
    public Func<BackendOperation, string, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Awaited after each object that was created.</summary>
    public Func<string, Task> AfterCreate { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many bytes were read so far, those of mapped objects not among them.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>What readers are told: whether neighbouring ranges should be read one after the other.</summary>
    public bool ReadsAhead { get; set; } = inner is ISequentialBackend { ReadsAhead: true };

    public async ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        await Before(BackendOperation.Create, name).WaitAsync(cancellationToken);
        bool isCreated = await inner.CreateIfAbsentAsync(name, content, cancellationToken);
        await AfterCreate(name).WaitAsync(cancellationToken);
        return isCreated;
    }

    public async ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await Before(BackendOperation.Read, name).WaitAsync(cancellationToken);
        int count = await inner.ReadAsync(name, offset, destination, cancellationToken);
        Interlocked.Add(ref _bytesRead, count);
        return count;
    }

    public async ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken)
    {
        await Before(BackendOperation.GetLength, name).WaitAsync(cancellationToken);
        return await inner.GetLengthAsync(name, cancellationToken);
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Before(BackendOperation.List, prefix).WaitAsync(cancellationToken);
        await foreach (StoredObject found in inner.ListAsync(prefix, cancellationToken))
        {
            yield return found;
        }
    }

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await Before(BackendOperation.Delete, name).WaitAsync(cancellationToken);
        await inner.DeleteAsync(name, cancellationToken);
    }

    async ValueTask<ObjectView?> IMappingBackend.MapAsync(string name, CancellationToken cancellationToken)
    {
        if (inner is not IMappingBackend mapping)
        {
            return null; // the caller then reads
        }

        await Before(BackendOperation.Read, name).WaitAsync(cancellationToken);
        return await mapping.MapAsync(name, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
