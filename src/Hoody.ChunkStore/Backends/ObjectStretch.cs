using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Backends;

/// <summary>Bytes of an object, where they lie or copied. Valid until it is disposed, or the view that it came from is.</summary>
internal readonly ref struct ObjectStretch(ReadOnlySpan<byte> bytes, byte[]? copy) : IDisposable
{
    internal ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Gives back what was copied to.</summary>
    public void Dispose()
    {
        if (copy is not null)
        {
            LongArrays.Return(copy);
        }
    }
}
