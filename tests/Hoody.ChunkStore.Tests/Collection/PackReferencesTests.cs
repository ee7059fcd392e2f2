using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Collection;

public sealed class PackReferencesTests
{
    private const string Rules = "golden 1";

    // Two blocks, of which the second is not full.
    private static readonly ulong[] s_prefixes = [.. Enumerable.Range(0, 600).Select(i => (ulong)i * 30_000_000_000_000_000)];

    private static readonly BlobReference[][] s_edges =
    [
        [new(BlobKind.Tree, Id("a tree")), new(BlobKind.ChunkList, Id("a list"))],
        [],
        [new(BlobKind.Tree, Id("another tree"))],
    ];

    // Two ids that begin alike are told apart by where their records are.
    private static readonly TreePlace[] s_places = [new(0x0102030405060708, 4000), new(0xFF00000000000000, 16), new(0xFF00000000000000, 300)];

    private static readonly Blake3Digest s_pack = Blake3Hasher.Hash("a pack"u8);

    [Fact]
    public async Task The_object_of_version_1_is_read()
    {
        byte[] golden = Golden();
        using PackReferences references = Decode(golden);
        Assert.Equal(s_places, Enumerable.Range(0, references.Blobs.Count).Select(blob => references.Blobs[blob]));
        Assert.All(Enumerable.Range(0, s_edges.Length), blob => Assert.Equal(s_edges[blob], EdgesOf(references, blob)));
        Assert.True(references.IsBy(Rules));
        Assert.False(references.IsBy("golden 2"));
        Assert.Equal(s_prefixes, await PrefixesAsync(golden, references.Prefixes));
    }

    [Fact]
    public void A_place_is_found_by_prefix_and_offset_alone()
    {
        using PackReferences references = Decode(Golden());
        TreePlaces blobs = references.Blobs;
        Assert.All(s_places.Index(), place => Assert.True(blobs.TryFind(place.Item, out int blob) && blob == place.Index));
        Assert.All(
            (TreePlace[])[s_places[0] with { Offset = 4001 }, s_places[1] with { Offset = 15 }, s_places[1] with { Offset = 17 }, s_places[2] with { Offset = int.MaxValue }, new(0, 4000), new(ulong.MaxValue, 16)],
            place => Assert.False(blobs.TryFind(place, out _)));
        Assert.All(s_places, place => Assert.True(blobs.HasPrefix(place.Prefix)));
        Assert.All((ulong[])[0, s_places[0].Prefix + 1, ulong.MaxValue], prefix => Assert.False(blobs.HasPrefix(prefix)));
    }

    [Fact]
    public void Places_in_a_wrong_order_are_refused_though_the_hash_is_right() =>
        Assert.All((TreePlace[][])[[.. s_places.Reverse()], [s_places[0], s_places[0], s_places[1]]], places =>
        {
            using PooledBytes content = PackReferences.Encode(s_pack, Rules, TreePlaces.Of(places), s_edges, s_prefixes);
            Assert.Throws<CorruptDataException>(() => Decode(content.Memory.ToArray()));
        });

    [Fact]
    public void The_same_values_make_the_same_bytes_as_in_version_1() =>
        Assert.Equal(Golden(), Encode(s_pack, s_places, s_edges, s_prefixes));

    [Fact]
    public async Task Every_flipped_bit_and_every_cut_is_noticed()
    {
        byte[] golden = Golden();
        for (int i = 0; i < golden.Length; i++)
        {
            golden[i] ^= (byte)(1 << (i % 8));
            Assert.False(await IsBelievedAsync(golden), $"byte {i}");
            golden[i] ^= (byte)(1 << (i % 8));
            Assert.False(await IsBelievedAsync(golden[..i]), $"cut at {i}");
        }

        Assert.True(await IsBelievedAsync(golden));
    }

    [Theory]
    [InlineData(4, int.MaxValue)]
    [InlineData(4, -1)]
    [InlineData(8, int.MaxValue)]
    [InlineData(8, int.MinValue)]
    [InlineData(12, int.MaxValue)]
    [InlineData(12, -1)]
    public void Counts_that_do_not_fit_the_length_are_refused_before_anything_is_allocated(int offset, int count)
    {
        byte[] golden = Golden();
        BinaryPrimitives.WriteInt32LittleEndian(golden.AsSpan(offset), count);
        CorruptDataException error = Assert.Throws<CorruptDataException>(() => PackReferences.HeaderLength(golden, golden.Length, "Object 'x'"));
        Assert.Contains("Object 'x'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_version_is_told_apart_from_damage()
    {
        byte[] golden = Golden();
        golden[3] = (byte)'2';
        Assert.Throws<UnsupportedFormatException>(() => PackReferences.HeaderLength(golden, golden.Length, "Object 'x'"));
    }

    [Fact]
    public void What_another_pack_refers_to_is_refused() =>
        Assert.Throws<CorruptDataException>(() =>
        {
            using PooledBytes header = HeaderOf(Golden());
            return PackReferences.Decode(header, Blake3Hasher.Hash("another pack"u8), "Object 'x'");
        });

    [Fact]
    public async Task Prefixes_with_right_hashes_in_a_wrong_order_are_refused()
    {
        byte[] content = Encode(s_pack, s_places, s_edges, [3, 2]);
        using PackReferences references = Decode(content);
        await Assert.ThrowsAsync<CorruptDataException>(() => PrefixesAsync(content, references.Prefixes));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 10_000)]
    [InlineData(40, 30_000)]
    public async Task What_is_merged_comes_in_rounds_of_which_each_is_higher_than_the_one_before(int packs, int prefixesMax)
    {
        Random random = new(packs);
        MemoryBackend backend = new();
        List<ulong> expected = [];
        List<StoredPrefixes> stored = [];
        for (int i = 0; i < packs; i++)
        {
            // Some are spread over little of the range, as somebody may choose.
            ulong[] prefixes = [.. Enumerable.Range(0, random.Next(prefixesMax + 1)).Select(_ => (ulong)random.NextInt64() >> (i % 3 * 8)).Distinct().Order()];
            Blake3Digest pack = Blake3Hasher.Hash(BitConverter.GetBytes(i));
            byte[] content = Encode(pack, [], [], prefixes);
            await backend.CreateIfAbsentAsync(PackReferences.NameOf(pack), new ReadOnlySequence<byte>(content), default);
            using PooledBytes header = HeaderOf(content);
            stored.Add(PackReferences.Decode(header, pack, "").Prefixes);
            expected.AddRange(prefixes);
        }

        using PrefixMerge merge = new(backend, stored);
        List<ulong> found = [];
        ulong[] room = new ulong[PrefixMerge.MaxRound];
        while (await merge.ReadAsync(default))
        {
            int count = merge.Take(room);
            Assert.InRange(count, 1, room.Length);
            Assert.All(room[..count], prefix => Assert.True(found.Count == 0 || prefix >= found[^1]));
            found.AddRange(room[..count].Order());
        }

        Assert.Empty(merge.Failed);
        Assert.Equal(expected.Order(), found);
    }

    private static BlobId Id(string text) => new(Blake3Hasher.Hash(Encoding.ASCII.GetBytes(text)));

    private static byte[] Golden() =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "references-v1", "references", s_pack.ToString()));

    private static List<BlobReference> EdgesOf(PackReferences references, int blob)
    {
        List<BlobReference> edges = [];
        references.VisitEdges(blob, edges.Add);
        return edges;
    }

    private static byte[] Encode(Blake3Digest pack, TreePlace[] places, BlobReference[][] edges, ulong[] prefixes)
    {
        using PooledBytes content = PackReferences.Encode(pack, Rules, TreePlaces.Of(places), edges, prefixes);
        return content.Memory.ToArray();
    }

    private static PooledBytes HeaderOf(byte[] content)
    {
        PooledBytes header = new(PackReferences.HeaderLength(content, content.Length, ""));
        content.AsSpan(0, header.Memory.Length).CopyTo(header.Memory.Span);
        return header;
    }

    private static PackReferences Decode(byte[] content) => PackReferences.Decode(HeaderOf(content), s_pack, "Object 'x'");

    private static async Task<ulong[]> PrefixesAsync(byte[] content, StoredPrefixes stored)
    {
        MemoryBackend backend = new();
        await backend.CreateIfAbsentAsync(stored.Name, new ReadOnlySequence<byte>(content), default);
        byte[] bytes = new byte[stored.Count * IdPrefix.Size];
        await ReferenceHints.ReadAsync(backend, stored.Name, stored.OffsetOf(0), bytes, default);
        return stored.Decode(0, bytes).ToArray();
    }

    private static async Task<bool> IsBelievedAsync(byte[] content)
    {
        try
        {
            using PackReferences references = Decode(content);
            await PrefixesAsync(content, references.Prefixes);
            return references.IsBy(Rules);
        }
        catch (ChunkStoreException exception) when (ReferenceHints.IsOfNoUse(exception))
        {
            return false;
        }
    }
}
