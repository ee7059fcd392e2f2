namespace Hoody.ChunkStore;

/// <summary>How much of a store a verification looks at. Each depth includes those before it; the first two are quick.</summary>
public enum VerificationDepth
{
    /// <summary>The directory of every pack, every small object and the index; with references, that all that refs need is there.</summary>
    Structure = 0,

    /// <summary>Also the header and the CRC-32 of every stored blob: every stored byte is read, none is decoded.</summary>
    Checksums = 1,

    /// <summary>Also the hash of every blob, decoded: what a read would give is what was put.</summary>
    Full = 2,
}
