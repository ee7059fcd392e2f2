using Hoody.ChunkStore;

namespace Hoody.Volumes.Trees;

/// <summary>Where the bytes of a file are: nowhere, in one chunk, or in the chunks of a list.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Id">The chunk or the chunk list; the default for <see cref="FileContentKind.Empty"/>.</param>
/// <remarks>Equal bytes cut by one chunker profile have equal contents, so comparing two of these compares the files' data.</remarks>
public readonly record struct FileContent(FileContentKind Kind, BlobId Id)
{
    /// <summary>The content of a file without bytes.</summary>
    public static FileContent Empty => default;
}
