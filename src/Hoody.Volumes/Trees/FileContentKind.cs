namespace Hoody.Volumes.Trees;

/// <summary>How the bytes of a file are kept. The numbers are those of the stored format.</summary>
public enum FileContentKind : byte
{
    /// <summary>The file has no bytes, and no blob.</summary>
    Empty = 0,

    /// <summary>All the file's bytes are one chunk.</summary>
    SingleChunk = 1,

    /// <summary>A blob lists the file's chunks, two or more, in order.</summary>
    ChunkList = 2,
}
