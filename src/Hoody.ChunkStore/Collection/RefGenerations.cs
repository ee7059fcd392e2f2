using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Hoody.ChunkStore.Collection;

/// <summary>Which generation of each ref was the newest when the collector marked.</summary>
/// <remarks>About 30 bytes a ref, by a hash of its name. Of two names with one hash the lower generation counts: more stays than must.</remarks>
internal sealed class RefGenerations
{
    private readonly Dictionary<ulong, long> _newest = [];

    /// <summary>The newest then; 0 for a ref that came later.</summary>
    internal long this[string name] => _newest.GetValueOrDefault(Hash(name));

    internal void Add(string name, long generation)
    {
        ref long newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, Hash(name), out bool exists);
        newest = exists ? Math.Min(newest, generation) : generation;
    }

    private static ulong Hash(string name) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(name.AsSpan()));
}
