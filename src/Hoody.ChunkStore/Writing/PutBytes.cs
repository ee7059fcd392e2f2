using Hoody.ChunkStore.Packs;

namespace Hoody.ChunkStore.Writing;

/// <summary>Bytes of what waits to be packed, in an array that others may have a part of. Whoever has it releases it once.</summary>
internal readonly record struct PutBytes(PooledBytes Array, Memory<byte> Memory)
{
    internal void Release() => Array.Release();
}
