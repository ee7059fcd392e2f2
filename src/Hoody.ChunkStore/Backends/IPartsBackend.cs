using Hoody.Hashing;

namespace Hoody.ChunkStore.Backends;

/// <summary>A backend that reads several parts of an object in one call for little more than their bytes.</summary>
internal interface IPartsBackend
{
    /// <summary>Reads parts of an object one behind the other; what lies between them is not read.</summary>
    /// <param name="name">The object.</param>
    /// <param name="parts">The parts, in their order.</param>
    /// <param name="destination">Receives them; as long as all of them.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The count of bytes; less than asked for only where the object ends.</returns>
    /// <exception cref="ObjectNotFoundException">There is no object of that name.</exception>
    ValueTask<int> ReadPartsAsync(string name, IReadOnlyList<ByteRange> parts, Memory<byte> destination, CancellationToken cancellationToken);
}
