using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>What reading a file once gave; the rest is empty beside an error.</summary>
internal readonly record struct FileData(Errno Error, FileContent Content, long Length, IReadOnlyList<Hole> Holes)
{
    /// <summary>The ids of the chunks, one after the other, if they are no more than a node has.</summary>
    public ReadOnlyMemory<byte> ChunkIds { get; init; }
}
