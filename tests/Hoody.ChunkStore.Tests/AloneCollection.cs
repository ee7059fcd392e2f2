namespace Hoody.ChunkStore.Tests;

/// <summary>Tests that run while no other test of this project does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
