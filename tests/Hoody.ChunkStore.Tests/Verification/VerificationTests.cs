using System.Buffers;
using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>Damage of every kind is found at the depth that promises it, and named.</summary>
public sealed class VerificationTests
{
    [Theory]
    [InlineData(VerificationDepth.Structure)]
    [InlineData(VerificationDepth.Checksums)]
    [InlineData(VerificationDepth.Full)]
    public async Task A_store_without_damage_is_found_sound_and_everything_in_it_was_looked_at(VerificationDepth depth)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", [.. Enumerable.Range(0, 40)]);
        await garbage.CommitAsync("mail", 1, 2, 100);
        VerificationReport report = await garbage.Store.FindDamageAsync(depth);
        Assert.True(report.IsSound);
        Assert.True(report.IsComplete);
        Assert.Equal((43, garbage.Store.GetStatistics().Packs), (report.BlobsVerified, report.PacksVerified));
        Assert.Equal(garbage.Store.GetStatistics().StoredBytes, report.BytesVerified);
    }

    [Fact]
    public async Task Checksums_find_every_flipped_byte_of_a_pack_and_name_the_pack()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2);
        foreach (string pack in await garbage.PacksAsync())
        {
            long length = await garbage.Memory.GetLengthAsync(pack, default) ?? 0;
            for (int i = 0; i < length; i++)
            {
                await garbage.Memory.FlipAsync(pack, i);
                VerificationReport report = await garbage.Memory.FindDamageAsync(VerificationDepth.Checksums, isReadOnly: true);
                Assert.Equal(pack, Assert.Single(report.Packs).Name);
                Assert.Equal("web", Assert.Single(report.Refs).Name);
                await garbage.Memory.FlipAsync(pack, i);
            }
        }

        Assert.True((await garbage.Memory.FindDamageAsync()).IsSound);
    }

    [Fact]
    public async Task Every_truncation_of_a_pack_is_found_by_its_structure()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2);
        string pack = await PackOfAsync(garbage, GarbageStore.ChunkId(1));
        byte[] whole = (await BackendContent.ReadAsync(garbage.Memory))[pack];
        for (int length = 0; length < whole.Length; length++)
        {
            await garbage.Memory.DamageAsync(pack, _ => whole[..length]);
            VerificationReport report = await garbage.Memory.FindDamageAsync(VerificationDepth.Structure, isReadOnly: true);
            Assert.Equal(pack, Assert.Single(report.Packs).Name);
            Assert.Equal(2, report.Blobs.Count); // missing, as the ref needs them
        }
    }

    [Fact]
    public async Task A_damaged_blob_is_named_with_its_pack_its_place_and_every_ref_that_needs_it()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2);
        await garbage.CommitAsync("mail", 2, 3);
        await garbage.CommitAsync("files", 4);
        string pack = await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(2));

        VerificationReport report = await garbage.Store.FindDamageAsync(isReadOnly: true);
        DamagedBlob damaged = Assert.Single(report.Blobs);
        Assert.Equal((GarbageStore.ChunkId(2), BlobKind.Chunk, pack), (damaged.Id, damaged.Kind, damaged.Pack));
        Assert.Equal(PackRecordHeader.Size + 100, damaged.Offset);
        Assert.Contains("CRC-32", damaged.Reason, StringComparison.Ordinal);
        Assert.False(damaged.IsElsewhere);
        Assert.Equal(["mail", "web"], report.Refs.Select(found => found.Name));
        Assert.All(report.Refs, found => Assert.Equal((1, GarbageStore.ChunkId(2)), (found.Generation, found.Blob)));
    }

    [Fact]
    public async Task Only_the_full_depth_finds_wrong_bytes_with_a_right_checksum()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        string pack = await PackOfAsync(garbage, GarbageStore.ChunkId(1));
        await garbage.Memory.DamageAsync(pack, content =>
        {
            Span<byte> payload = content.AsSpan(PackRecordHeader.Size, 100);
            payload[7] ^= 1;
            BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(16), System.IO.Hashing.Crc32.HashToUInt32(payload));
            return content;
        });

        Assert.True((await garbage.Store.FindDamageAsync(VerificationDepth.Checksums)).IsSound);
        Assert.Contains("hash to", Assert.Single((await garbage.Store.FindDamageAsync(VerificationDepth.Full)).Blobs).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(VerificationDepth.Structure)]
    [InlineData(VerificationDepth.Full)]
    public async Task A_pack_that_somebody_deleted_shows_as_missing_blobs_of_the_refs_that_need_them(VerificationDepth depth)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2);
        await garbage.CommitAsync("mail", 3);
        await garbage.Memory.DeleteAsync(await PackOfAsync(garbage, GarbageStore.ChunkId(1)), default);

        VerificationReport report = await garbage.Store.FindDamageAsync(depth);
        Assert.Empty(report.Packs);
        Assert.Equal("web", Assert.Single(report.Refs).Name);
        Assert.Equal(
            new[] { GarbageStore.ChunkId(1), GarbageStore.ChunkId(2) }.Order(), report.Blobs.Select(blob => blob.Id).Order());
        Assert.All(report.Blobs, blob => Assert.Null(blob.Pack));
    }

    [Fact]
    public async Task A_missing_root_is_named_though_nobody_knows_its_kind()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.Memory.DeleteAsync(await PackOfAsync(garbage, GarbageStore.SnapshotId(1)), default);
        VerificationReport report = await garbage.Store.FindDamageAsync();
        Assert.Equal((GarbageStore.SnapshotId(1), null), (Assert.Single(report.Blobs).Id, report.Blobs[0].Kind));
        Assert.Equal(GarbageStore.SnapshotId(1), Assert.Single(report.Refs).Blob);
    }

    [Fact]
    public async Task A_damaged_ref_is_named_and_all_others_are_followed()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("b", 2);
        await garbage.CommitAsync("c", 3);
        await garbage.Memory.FlipAsync("refs/a/~0000000000000000001", 20);
        await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(3));
        VerificationReport report = await garbage.Store.FindDamageAsync();
        Assert.Equal([("a", false), ("c", true)], report.Refs.Select(found => (found.Name, found.Blob is not null)));
    }

    [Theory]
    [InlineData("refs/stray")]
    [InlineData("leases/00112233445566778899aabbccddeeff.0000000001")]
    [InlineData("quarantine/ffff")]
    [InlineData("quarantine/ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("verification/1")]
    [InlineData("verification/0000000000000000007")]
    public async Task A_damaged_or_foreign_small_object_is_named(string name)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.Memory.CreateIfAbsentAsync(name, new ReadOnlySequence<byte>("not what should be here"u8.ToArray()), default);
        VerificationReport report = await garbage.Store.FindDamageAsync();
        Assert.Equal(name, Assert.Single(report.Objects).Name);
        Assert.Empty(report.Refs);
    }

    [Fact]
    public async Task A_damaged_part_of_the_index_is_named_and_its_packs_are_read_instead()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { IndexTailPacks = 2 });
        await garbage.CommitAsync("web", [.. Enumerable.Range(0, 40)]);
        await garbage.Store.Index.Compactor.WhenIdleAsync();
        string part = (await garbage.Memory.NamesAsync("index/")).First(name => name.Contains('-', StringComparison.Ordinal));
        await garbage.Memory.FlipAsync(part, -1);
        VerificationReport report = await garbage.Memory.FindDamageAsync();
        Assert.Equal(part[..part.IndexOf('-', StringComparison.Ordinal)], Assert.Single(report.Objects).Name);
        Assert.Empty(report.Packs);
        Assert.Empty(report.Refs);
    }

    [Fact]
    public async Task What_is_wrong_only_once_is_not_damage()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2);
        HashSet<string> failed = [];
        HookedBackend flaky = new(garbage.Memory)
        {
            Before = (operation, name) => operation == BackendOperation.Read && name.StartsWith(PackName.Prefix, StringComparison.Ordinal) && failed.Add(name)
                ? throw new BackendException("a bad moment") : Task.CompletedTask,
        };
        failed.UnionWith(await garbage.PacksAsync());
        await using BlobStore store = await BlobStore.OpenAsync(flaky, StoreFixture.SmallPacks);
        failed.Clear();
        Assert.True((await store.FindDamageAsync()).IsSound);
        Assert.NotEmpty(failed);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public async Task A_pack_that_could_not_be_read_comes_back_when_it_is_found_sound(int failures, int damagedAtOpen)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        string pack = await PackOfAsync(garbage, GarbageStore.ChunkId(1));
        HookedBackend failing = new(garbage.Memory)
        {
            Before = (operation, name) => operation == BackendOperation.Read && name == pack && failures-- > 0
                ? throw new BackendException($"Cannot read '{name}': EIO.") : Task.CompletedTask,
        };
        await using BlobStore store = await BlobStore.OpenAsync(failing, StoreFixture.SmallPacks);
        Assert.Equal(damagedAtOpen, store.DamagedPacks.Count);
        Assert.True((await store.FindDamageAsync()).IsSound);
        Assert.Empty(store.DamagedPacks);
        await store.ReadAsync(GarbageStore.ChunkId(1), BlobKind.Chunk);
    }

    [Fact]
    public async Task A_damaged_epoch_that_is_not_the_newest_is_named()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.CollectAsync();
        string oldest = (await garbage.Memory.NamesAsync("gc/"))[0];
        await garbage.Memory.FlipAsync(oldest, -1);
        Assert.Equal(oldest, Assert.Single((await garbage.Store.FindDamageAsync()).Objects).Name);
    }

    [Fact]
    public async Task A_record_that_the_disk_cannot_read_is_damaged_and_its_neighbours_are_not()
    {
        MemoryBackend memory = new();
        await using BlobStore first = await BlobStore.CreateAsync(memory);
        byte[][] chunks = [.. Enumerable.Range(1, 3).Select(seed => StoreFixture.Bytes(seed, 50_000))];
        BlobId[] ids = await first.PutAsync([.. chunks.Select(chunk => (BlobKind.Chunk, chunk))]);
        BadSectorBackend bad = new(memory, Assert.Single(await memory.NamesAsync(PackName.Prefix)), 60_000);
        await using BlobStore store = await BlobStore.OpenAsync(bad);
        VerificationReport report = await store.FindDamageAsync();
        Assert.Equal(ids[1], Assert.Single(report.Blobs).Id);
        Assert.Contains("EIO", report.Blobs[0].Reason, StringComparison.Ordinal);
        Assert.Equal(2, report.BlobsSalvaged);
        Assert.Equal(chunks[2], await store.ReadAsync(ids[2], BlobKind.Chunk));
    }

    [Theory]
    [InlineData("refs/")]
    [InlineData("verification/")]
    public async Task A_small_object_that_the_disk_cannot_read_is_named_and_ends_no_verification(string prefix)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.Store.FindDamageAsync();
        string name = Assert.Single(await garbage.Memory.NamesAsync(prefix));
        await using BlobStore store = await BlobStore.OpenAsync(new BadSectorBackend(garbage.Memory, name, 0), StoreFixture.SmallPacks);
        VerificationReport report = await store.FindDamageAsync();
        Assert.Equal(name, Assert.Single(report.Objects).Name);
        Assert.Equal(prefix == "refs/", report.Refs is [{ Name: "web", Blob: null }]);
    }

    [Fact]
    public async Task A_ref_that_cannot_be_read_when_its_damage_is_confirmed_is_named_and_ends_no_verification()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(1));
        int reads = 0;
        garbage.Backend.Before = (operation, name) =>
            operation == BackendOperation.Read && name.StartsWith("refs/", StringComparison.Ordinal) && ++reads > 2
                ? throw new BackendException($"Cannot read '{name}': EIO.") : Task.CompletedTask; // after the small objects, and the walk's first look
        DamagedRef found = Assert.Single((await garbage.Store.FindDamageAsync()).Refs);
        Assert.Contains("EIO", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_has_lost_what_it_is_opened_by_is_not_sound()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.Memory.DeleteAsync(StoreFormat.ObjectName, default);
        Assert.Equal(StoreFormat.ObjectName, Assert.Single((await garbage.Store.FindDamageAsync()).Objects).Name);
    }

    [Fact]
    public async Task A_pack_of_a_later_version_is_named_and_left_alone()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        string pack = await PackOfAsync(garbage, GarbageStore.ChunkId(1));
        await garbage.Memory.DamageAsync(pack, content => [.. content[..^1], (byte)'2']);
        VerificationReport report = await garbage.Memory.FindDamageAsync();
        Assert.Equal((pack, false), (Assert.Single(report.Packs).Name, report.Packs[0].IsQuarantined));
        Assert.Empty(await garbage.Memory.NamesAsync("quarantine/"));
    }

    [Fact]
    public async Task A_pack_that_a_collector_deletes_meanwhile_is_not_damage()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.CommitAsync("gone", 2);
        await garbage.DeleteAsync("gone");
        bool isCollected = false;
        HookedBackend slow = new(garbage.Memory);
        await using BlobStore store = await BlobStore.OpenAsync(slow, StoreFixture.SmallPacks);
        slow.Before = async (operation, name) =>
        {
            if (!isCollected && operation == BackendOperation.GetLength && name.StartsWith(PackName.Prefix, StringComparison.Ordinal))
            {
                isCollected = true;
                Assert.Equal(2, (await garbage.CollectAsync()).PacksDeleted);
            }
        };
        Assert.True((await store.FindDamageAsync()).IsSound);
        Assert.True(isCollected);
    }

    [Fact]
    public async Task A_ref_that_moves_while_it_is_followed_is_not_damaged()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        bool hasMoved = false;
        HookedBackend slow = new(garbage.Memory);
        await using BlobStore store = await BlobStore.OpenAsync(slow, StoreFixture.SmallPacks);
        string snapshot = await PackOfAsync(garbage, GarbageStore.SnapshotId(1));
        int reads = 0;
        slow.Before = async (operation, name) =>
        {
            // The first reads are the verification of the pack, the last ones follow the ref.
            if (!hasMoved && operation == BackendOperation.Read && name == snapshot && ++reads == 3)
            {
                hasMoved = true;
                await garbage.CommitAsync("web", 2);
                await garbage.CollectAsync();
            }
        };
        Assert.True((await store.FindDamageAsync()).IsSound);
        Assert.True(hasMoved);
    }

    [Fact]
    public async Task What_a_thousand_refs_share_is_not_read_for_each_and_every_ref_is_named()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync(new BlobStoreOptions());
        byte[] tree = ListedReferences.List(0, (BlobKind.Chunk, GarbageStore.ChunkId(1)));
        BlobId treeId = (await garbage.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)), (BlobKind.Tree, tree)))[1];
        BlobId[] snapshots = await garbage.Store.PutAsync(
            [.. Enumerable.Range(1, 1000).Select(i => (BlobKind.Snapshot, ListedReferences.List(i % 33, (BlobKind.Tree, treeId))))]);
        for (int i = 0; i < 1000; i++)
        {
            await garbage.Store.Refs.UpdateAsync($"r{i}", snapshots[i], 0);
        }

        await garbage.Memory.DamageBlobAsync(GarbageStore.ChunkId(1));
        CountingReferences references = new();
        VerificationReport report = await garbage.Store.VerifyAsync(references: references);
        Assert.Equal(1000, report.Refs.Count);
        Assert.All(report.Refs, found => Assert.Equal(GarbageStore.ChunkId(1), found.Blob));
        Assert.Single(report.Blobs);
        Assert.Equal(2, references.TreeCount); // for the first ref, and once more to be sure
    }

    private static async Task<string> PackOfAsync(GarbageStore garbage, BlobId id)
    {
        await using BlobStore store = await garbage.Memory.OpenAsync();
        Assert.True(store.Index.TryGet(id, out Hashing.Blake3Digest pack, out _));
        return PackName.Of(pack);
    }

    private sealed class CountingReferences : ChunkStore.Collection.IBlobReferences
    {
        internal int TreeCount { get; private set; }

        public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<ChunkStore.Collection.BlobReference> references)
        {
            TreeCount += kind == BlobKind.Tree ? 1 : 0;
            new ListedReferences().AddReferences(kind, plain, references);
        }
    }
}
