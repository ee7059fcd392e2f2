using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>An object that grows at its end until it gets its name. Not thread-safe.</summary>
/// <remarks>What was appended goes with a crash, with <see cref="IDisposable.Dispose"/>, and with any error: then begin anew.</remarks>
internal interface IStagedObject : IDisposable
{
    /// <summary>Adds to the end. Durable is nothing yet.</summary>
    /// <exception cref="StoreFullException">There is no room.</exception>
    ValueTask AppendAsync(ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <summary>Makes of what was appended an object, whole and durable, unless the name is taken; once.</summary>
    /// <returns>As <see cref="IStorageBackend.CreateIfAbsentAsync"/>.</returns>
    ValueTask<bool> CreateIfAbsentAsync(string name, CancellationToken cancellationToken);
}
