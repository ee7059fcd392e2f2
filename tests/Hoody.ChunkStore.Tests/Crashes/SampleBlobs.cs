namespace Hoody.ChunkStore.Tests.Crashes;

/// <summary>The few blobs that crash tests store again and again: three chunks, and trees that list some of them.</summary>
internal static class SampleBlobs
{
    private static readonly byte[] s_first = StoreFixture.Bytes(1, 60);
    private static readonly byte[] s_second = StoreFixture.Bytes(2, 90);

    // Alone more than one small pack holds.
    private static readonly byte[] s_large = StoreFixture.Bytes(3, 2500);

    private static readonly Dictionary<BlobId, (BlobKind Kind, byte[] Plain)> s_all = new (BlobKind Kind, byte[] Plain)[]
    {
        (BlobKind.Chunk, s_first),
        (BlobKind.Chunk, s_second),
        (BlobKind.Chunk, s_large),
        (BlobKind.Tree, List(s_first)),
        (BlobKind.Tree, List(s_second, s_large)),
        (BlobKind.Tree, List(s_second)),
        (BlobKind.Tree, List(s_first, s_second)),
    }.ToDictionary(blob => BlobId.Compute(blob.Kind, blob.Plain));

    internal static IReadOnlyDictionary<BlobId, (BlobKind Kind, byte[] Plain)> All => s_all;

    internal static BlobId FirstTree { get; } = BlobId.Compute(BlobKind.Tree, List(s_first));

    internal static BlobId SecondTree { get; } = BlobId.Compute(BlobKind.Tree, List(s_second));

    internal static BlobId BothTree { get; } = BlobId.Compute(BlobKind.Tree, List(s_first, s_second));

    internal static BlobId LargeTree { get; } = BlobId.Compute(BlobKind.Tree, List(s_second, s_large));

    /// <summary>A tree and the chunks it lists, chunks first.</summary>
    internal static IEnumerable<BlobId> Closure(BlobId tree) => References(s_all[tree].Kind, s_all[tree].Plain).Append(tree);

    internal static IEnumerable<BlobId> References(BlobKind kind, ReadOnlyMemory<byte> plain) => kind == BlobKind.Chunk
        ? []
        : Enumerable.Range(0, plain.Length / BlobId.LengthBytes)
            .Select(i => new BlobId(plain.Slice(i * BlobId.LengthBytes, BlobId.LengthBytes).Span));

    private static byte[] List(params byte[][] chunks)
    {
        byte[] list = new byte[chunks.Length * BlobId.LengthBytes];
        for (int i = 0; i < chunks.Length; i++)
        {
            BlobId.Compute(BlobKind.Chunk, chunks[i]).CopyTo(list.AsSpan(i * BlobId.LengthBytes));
        }

        return list;
    }
}
