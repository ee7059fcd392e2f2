namespace Hoody.Volumes.Trees;

/// <summary>The place of a node in a split chunk list.</summary>
/// <param name="Level">How far above the chunks it stands; 0 for a list.</param>
/// <param name="ChunkCount">The chunks below it.</param>
/// <param name="IsLast">Whether its level ends with it.</param>
internal sealed record ChunkListPlace(int Level, int ChunkCount, bool IsLast);
