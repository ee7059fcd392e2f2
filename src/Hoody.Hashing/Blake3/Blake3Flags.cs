namespace Hoody.Hashing.Blake3;

/// <summary>Domain separation of one compression. BLAKE3 paper, section 2.1, table 3 (where a leaf is called a chunk).</summary>
[Flags]
internal enum Blake3Flags : uint
{
    None = 0,
    LeafStart = 1 << 0,
    LeafEnd = 1 << 1,
    Parent = 1 << 2,
    Root = 1 << 3,
    KeyedHash = 1 << 4,
    DeriveKeyContext = 1 << 5,
    DeriveKeyMaterial = 1 << 6,
}
