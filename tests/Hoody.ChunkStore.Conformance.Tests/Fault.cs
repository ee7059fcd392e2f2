using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

/// <summary>A way to do it wrong, and the rule that has to find it.</summary>
/// <param name="What">What such a backend does.</param>
/// <param name="Rule">The name of the rule.</param>
/// <param name="Begin">Makes a place of the objects; each call of what it returns opens another backend over the place.</param>
internal sealed record Fault(string What, string Rule, Func<MemoryBackend, Func<IStorageBackend>> Begin)
{
    /// <summary>A fault of each backend by itself.</summary>
    internal static Fault Of(string what, string rule, Func<MemoryBackend, FaultyBackend> open) => new(what, rule, objects => () => open(objects));
}
