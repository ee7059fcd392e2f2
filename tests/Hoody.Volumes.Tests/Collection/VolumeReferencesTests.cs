using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.Hashing;
using Hoody.Volumes.Collection;

namespace Hoody.Volumes.Tests.Collection;

/// <summary>Collections rely on what was noted under a version: other references in the same bytes need another version.</summary>
public sealed class VolumeReferencesTests
{
    [Theory]
    [InlineData("snapshot-v1.bin", BlobKind.Snapshot, "8f608264434f04f9")]
    [InlineData("node-v1.bin", BlobKind.Tree, "fd1bb34340087e29")]
    [InlineData("tree-index-v1.bin", BlobKind.Tree, "550dc4ad7547edfa")]
    [InlineData("chunk-list-v1.bin", BlobKind.ChunkList, "58c4f876e0dd5d08")]
    [InlineData("chunk-list-index-v1.bin", BlobKind.ChunkList, "f55d237459b5b054")]
    public void Whoever_finds_other_references_in_the_same_bytes_changes_the_version(string file, BlobKind kind, string expected)
    {
        List<BlobReference> found = [];
        new VolumeReferences().AddReferences(kind, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", file)), found);
        Assert.NotEmpty(found);
        byte[] bytes = [.. found.SelectMany(reference => new[] { (byte)reference.Kind }.Concat(Convert.FromHexString(reference.Id.ToString())))];
        Assert.Equal(("hoody-volumes 1", expected), (new VolumeReferences().Version, Blake3Hasher.Hash(bytes).ToString()[..16]));
    }
}
