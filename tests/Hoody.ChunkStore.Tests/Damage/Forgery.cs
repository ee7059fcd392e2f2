using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Packs;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>Makes objects that nobody's writer makes, under seals that are right: what somebody can who may write to the backend.</summary>
internal static class Forgery
{
    internal static async Task CreateAsync(this MemoryBackend backend, string name, byte[] content) =>
        Assert.True(await backend.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>(content), default));

    /// <summary>Gives a binary object the hash at its end that its bytes have now.</summary>
    internal static byte[] Seal(byte[] bytes)
    {
        Blake3Hasher.Hash(bytes.AsSpan(0, bytes.Length - Blake3Digest.LengthBytes)).CopyTo(bytes.AsSpan(bytes.Length - Blake3Digest.LengthBytes));
        return bytes;
    }

    /// <summary>Lines of text, closed by the checksum that they have.</summary>
    internal static byte[] SealText(string lines) =>
        Encoding.ASCII.GetBytes($"{lines}checksum {Blake3Hasher.Hash(Encoding.ASCII.GetBytes(lines))}\n");

    /// <summary>A pack of those records and that directory, whose id is right, and the name that goes with it.</summary>
    internal static (string Name, byte[] Content) Pack(byte[] records, byte[] directory, int count, long? recordsLength = null)
    {
        byte[] footer = new byte[PackFooter.Size];
        new PackFooter(Blake3Hasher.Hash(directory), recordsLength ?? records.Length, count).Write(footer);
        return (PackName.Of(Blake3Hasher.Hash(directory)), [.. records, .. directory, .. footer]);
    }

    /// <summary>A pack of one record, each of whose fields is as told; header and directory agree.</summary>
    internal static (string Name, byte[] Content) PackOf(BlobId id, byte kind, byte codec, int rawLength, int storedLength, byte[] payload)
    {
        byte[] line = new byte[PackEntry.Size];
        id.CopyTo(line);
        (line[32], line[33]) = (kind, codec);
        BinaryPrimitives.WriteInt32LittleEndian(line.AsSpan(36), rawLength);
        BinaryPrimitives.WriteInt32LittleEndian(line.AsSpan(40), storedLength);

        byte[] header = new byte[PackRecordHeader.Size];
        PackRecordHeader.Magic.CopyTo(header);
        line.AsSpan(32, 2).CopyTo(header.AsSpan(4));
        line.AsSpan(36, 8).CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(16), System.IO.Hashing.Crc32.HashToUInt32(payload));
        id.CopyTo(header.AsSpan(20));
        return Pack([.. header, .. payload], [.. new byte[PackDirectory.SaltLength], .. line], 1);
    }

    /// <summary>The objects of a store with ten blobs in one pack and an index of one run, of two parts, that tells of them.</summary>
    internal static async Task<(SortedDictionary<string, byte[]> Objects, BlobId[] Ids)> IndexedAsync()
    {
        MemoryBackend backend = new();
        await using BlobStore store = await BlobStore.CreateAsync(backend, new BlobStoreOptions { IndexPartEntries = 6, IndexTailPacks = int.MaxValue });
        BlobId[] ids = await store.PutAsync([.. Enumerable.Range(0, 10).Select(i => (BlobKind.Chunk, StoreFixture.Bytes(i, 40 + i)))]);
        await store.Index.Compactor.CompactAsync(default);
        return (await BackendContent.ReadAsync(backend), ids);
    }

    /// <summary>Changes the first part of that index, and has its head tell the hash of what it is now.</summary>
    internal static void ForgePart(SortedDictionary<string, byte[]> objects, Action<byte[]> change)
    {
        string part = objects.Keys.First(name => IndexName.TryParse(name, out _, out int number) && number == 0);
        change(objects[part]);
        ForgeHead(objects, head => Blake3Hasher.Hash(objects[part]).CopyTo(head.AsSpan(IndexHeadFrame.Size + 40)));
    }

    internal static void ForgeHead(SortedDictionary<string, byte[]> objects, Action<byte[]> change)
    {
        string head = HeadOf(objects);
        change(objects[head]);
        Seal(objects[head]);
    }

    /// <summary>Puts a sound run in the place of that index, which tells of other than the pack does.</summary>
    internal static void ForgeEntries(SortedDictionary<string, byte[]> objects, Action<List<(UInt128 Key, IndexPlace Place)>> change)
    {
        string name = objects.Keys.Single(found => found.StartsWith(PackName.Prefix, StringComparison.Ordinal));
        PackFooter footer = PackFooter.Read(objects[name].AsSpan(^PackFooter.Size..), objects[name].Length, name);
        PackDirectory pack = PackDirectory.Decode(objects[name].AsSpan((int)footer.RecordsLength..^PackFooter.Size), footer, name);
        List<(UInt128 Key, IndexPlace Place)> entries = [.. IndexPlace.Of(pack, 0)];
        change(entries);

        IndexPartBuilder builder = new(entries.Count);
        entries.OrderBy(entry => entry.Key).ToList().ForEach(entry => builder.Add(entry.Key, entry.Place));
        (IndexHead.Part part, ReadOnlySequence<byte> content) = builder.Build();
        PackTable.Line line = new(pack.Id, objects[name].Length, pack.Entries.Count, pack.Entries.Sum(entry => entry.RawLength));
        foreach (string old in objects.Keys.Where(found => found.StartsWith(IndexName.Prefix, StringComparison.Ordinal)).ToArray())
        {
            objects.Remove(old);
        }

        if (entries.Count > 0)
        {
            objects[IndexName.Part(default, 0)] = content.ToArray();
        }

        objects[IndexName.Head(default)] = new IndexHead(entries.Count > 0 ? [part] : [], [line], [], 0, 0).Encode();
    }

    internal static string HeadOf(SortedDictionary<string, byte[]> objects) =>
        objects.Keys.Single(name => name.StartsWith(IndexName.Prefix, StringComparison.Ordinal) && IndexName.TryParse(name, out _, out int part) && part < 0);
}
