using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>The chunks of one file; often enough of them that their list has to be split.</summary>
public sealed class LargeFile
{
    internal LargeFile(IReadOnlyList<ChunkSpan> chunks) => Chunks = chunks;

    internal IReadOnlyList<ChunkSpan> Chunks { get; }

    public override string ToString() => string.Join(' ', Chunks.Select(chunk => $"{chunk.Id.ToString()[..8]}:{chunk.LengthBytes}"));
}
