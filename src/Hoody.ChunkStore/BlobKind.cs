namespace Hoody.ChunkStore;

/// <summary>What a blob is. The kind is part of what a <see cref="BlobId"/> hashes, so one kind cannot pass as another.</summary>
public enum BlobKind : byte
{
    /// <summary>A run of file bytes.</summary>
    Chunk = 1,

    /// <summary>The sorted entries of one directory, or a part of them.</summary>
    Tree = 2,

    /// <summary>The ordered list of the chunks of one file.</summary>
    ChunkList = 3,

    /// <summary>A snapshot record: root tree, parents, time, labels.</summary>
    Snapshot = 4,
}
