using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Collection;

/// <summary>Which generation of each ref was the newest when the collector marked.</summary>
/// <remarks>
/// About 30 bytes a ref, by a hash of its name. Of two names with one hash the lower generation counts: more stays than must. A ref that came later, and has the
/// hash of another one, would be taken for older than it is; the key of the hash is random, so that nobody can choose such a name.
/// </remarks>
internal sealed class RefGenerations
{
    private readonly Dictionary<ulong, long> _newest = [];
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(Blake3Digest.LengthBytes);

    /// <summary>The newest then; 0 for a ref that came later.</summary>
    internal long this[string name] => _newest.GetValueOrDefault(Hash(name));

    internal void Add(string name, long generation)
    {
        ref long newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, Hash(name), out bool exists);
        newest = exists ? Math.Min(newest, generation) : generation;
    }

    private ulong Hash(string name)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        Blake3Hasher.HashKeyed(_key, MemoryMarshal.AsBytes(name.AsSpan())).CopyTo(digest);
        return MemoryMarshal.Read<ulong>(digest);
    }
}
