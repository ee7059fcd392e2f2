using System.Buffers;

namespace Hoody.ChunkStore.Backends;

/// <summary>A place that keeps immutable byte strings under names. Nothing is ever overwritten.</summary>
/// <remarks>
/// Every member is safe to call from any thread, and beside other processes that use the same place. What a member shows
/// (by true, by false, by a listing) is durable, at the latest before the next object is created or deleted: nothing is built on an object that a power cut can still take away.
/// <para>
/// A name is one or more segments of the characters <c>A–Z a–z 0–9 . _ - ~</c> joined by <c>/</c>; no segment is empty, longer than 255,
/// <c>.</c> or <c>..</c>; the first is not <c>tmp</c>; the whole has at most 1,024 characters. A name that is a folder of another name is
/// not itself used. Any other name is an <see cref="ArgumentException"/>, before any effect.
/// </para>
/// Failures are <see cref="BackendException"/>; a cancelled call ends in <see cref="OperationCanceledException"/> and leaves no trace.
/// </remarks>
public interface IStorageBackend : IAsyncDisposable
{
    /// <summary>Creates an object, whole and durable, unless the name is taken.</summary>
    /// <returns>True when this call created it; false when the name existed and nothing was changed. Of racing calls exactly one gets true.</returns>
    /// <exception cref="StoreFullException">There is no room; nothing was created.</exception>
    ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads from <paramref name="offset"/> on until <paramref name="destination"/> is full or the object ends.</summary>
    /// <returns>The count of bytes read; less than asked for only at the end, 0 from there on.</returns>
    /// <exception cref="ObjectNotFoundException">There is no such object.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> is negative.</exception>
    ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>The length of an object in bytes; null when there is none of that name.</summary>
    ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken);

    /// <summary>Lists the objects whose names begin with <paramref name="prefix"/>, in ordinal order of the names.</summary>
    /// <param name="prefix">The beginning of a name, cut anywhere; empty for all objects.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <remarks>An object created or deleted during the listing may be in it or not.</remarks>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object, durably. A name that does not exist is not an error.</summary>
    ValueTask DeleteAsync(string name, CancellationToken cancellationToken);
}
