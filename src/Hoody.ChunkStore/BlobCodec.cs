namespace Hoody.ChunkStore;

/// <summary>How the bytes of a blob are stored. One store may hold blobs of all codecs; a blob's id does not depend on it.</summary>
public enum BlobCodec : byte
{
    /// <summary>As they are.</summary>
    None = 0,

    /// <summary>As an LZ4 block: fast to write, very fast to read.</summary>
    Lz4 = 1,

    /// <summary>As a Zstandard frame (RFC 8878): smaller than LZ4, slower.</summary>
    Zstd = 2,
}
