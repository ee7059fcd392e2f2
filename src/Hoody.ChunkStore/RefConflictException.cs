using Hoody.ChunkStore.Refs;

namespace Hoody.ChunkStore;

/// <summary>Another writer moved the ref first. Nothing was changed; read the value found, and decide again.</summary>
public sealed class RefConflictException : ChunkStoreException
{
    internal RefConflictException(string name, long expectedGeneration, RefValue? found)
        : base($"Ref '{name}' is {Describe(found)}, not {DescribeExpected(expectedGeneration)}.")
    {
        Name = name;
        ExpectedGeneration = expectedGeneration;
        Found = found;
    }

    /// <summary>The name of the ref.</summary>
    public string Name { get; }

    /// <summary>The generation the caller had expected; 0 for no ref.</summary>
    public long ExpectedGeneration { get; }

    /// <summary>What the ref is now; null when it does not exist.</summary>
    public RefValue? Found { get; }

    private static string Describe(RefValue? found) =>
        found is null ? "absent" : $"at generation {found.Generation}, snapshot {found.Target}";

    private static string DescribeExpected(long generation) => generation == 0 ? "absent" : $"at generation {generation}";
}
