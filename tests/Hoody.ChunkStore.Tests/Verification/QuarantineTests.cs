using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Hashing;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>A damaged pack is set aside, not deleted: the undamaged is kept, the damaged can be stored again.</summary>
public sealed class QuarantineTests
{
    private static readonly BlobId s_damaged = GarbageStore.ChunkId(2);

    [Fact]
    public async Task What_is_damaged_counts_as_absent_and_all_else_is_copied_and_present()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        VerificationReport report = await garbage.Store.FindDamageAsync();
        Assert.True(Assert.Single(report.Packs).IsQuarantined);
        Assert.Equal(2, report.BlobsSalvaged);
        Assert.False(garbage.Store.Contains(s_damaged));
        foreach (int chunk in (int[])[1, 3])
        {
            Assert.True(garbage.Store.Contains(GarbageStore.ChunkId(chunk)));
            Assert.Equal(GarbageStore.Chunk(chunk), await garbage.Store.ReadAsync(GarbageStore.ChunkId(chunk), BlobKind.Chunk));
        }

        await Assert.ThrowsAsync<CorruptDataException>(() => garbage.Store.ReadAsync(s_damaged, BlobKind.Chunk));
    }

    [Fact]
    public async Task Nothing_is_deleted()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        SortedDictionary<string, byte[]> before = await BackendContent.ReadAsync(garbage.Memory);
        await garbage.Store.FindDamageAsync();
        SortedDictionary<string, byte[]> after = await BackendContent.ReadAsync(garbage.Memory);
        Assert.All(before, entry => Assert.Equal(entry.Value, after[entry.Key]));
    }

    [Fact]
    public async Task A_read_only_verification_writes_nothing()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        string[] before = await garbage.Memory.NamesAsync("");
        VerificationReport report = await garbage.Store.FindDamageAsync(isReadOnly: true);
        Assert.False(Assert.Single(report.Packs).IsQuarantined);
        Assert.Equal(before, await garbage.Memory.NamesAsync(""));
        Assert.True(garbage.Store.Contains(s_damaged));
    }

    [Fact]
    public async Task A_quarantine_lasts_and_another_process_sees_it_when_it_next_looks()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        await using BlobStore other = await garbage.Memory.OpenAsync();
        string pack = (await garbage.Store.FindDamageAsync()).Packs[0].Name;
        Assert.True(other.Contains(s_damaged));
        await Assert.ThrowsAsync<BlobNotFoundException>(() => other.ReadAsync(GarbageStore.ChunkId(77), BlobKind.Chunk)); // it looks
        Assert.False(other.Contains(s_damaged));
        Assert.True(other.Contains(GarbageStore.ChunkId(1)));
        Assert.Equal((pack, true), (Assert.Single(other.DamagedPacks).Name, other.DamagedPacks[0].IsQuarantined));

        await using BlobStore later = await garbage.Memory.OpenAsync();
        Assert.False(later.Contains(s_damaged));
        Assert.Contains("CRC-32", Assert.Single(later.DamagedPacks).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_import_of_the_same_data_heals()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        await garbage.Store.FindDamageAsync();
        await garbage.CommitAsync("again", 1, 2, 3);
        Assert.Equal(GarbageStore.Chunk(2), await garbage.Store.ReadAsync(s_damaged, BlobKind.Chunk));
        await garbage.AssertIntactAsync();

        VerificationReport report = await garbage.Memory.FindDamageAsync();
        Assert.Empty(report.Refs);
        Assert.True(Assert.Single(report.Blobs).IsElsewhere);
    }

    [Fact]
    public async Task A_collection_deletes_a_healed_pack_with_its_quarantine()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        string pack = (await garbage.Store.FindDamageAsync()).Packs[0].Name;
        await garbage.CommitAsync("again", 2);
        CollectionPlan plan = await garbage.PlanAsync();
        Assert.Contains(pack, plan.Packs.Select(planned => planned.Name));
        Assert.Empty(plan.DamagedPacks);
        await plan.ApplyAsync();
        Assert.DoesNotContain(pack, await garbage.PacksAsync());
        Assert.Empty(await garbage.Memory.NamesAsync("quarantine/"));
        Assert.True((await garbage.Memory.FindDamageAsync()).IsSound);
    }

    [Fact]
    public async Task A_damaged_chunk_that_is_live_keeps_its_pack_and_a_collection_names_it_and_goes_on()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        await garbage.CommitAsync("dead", 8, 9);
        await garbage.DeleteAsync("dead");
        string pack = (await garbage.Store.FindDamageAsync()).Packs[0].Name;
        CollectionPlan plan = await garbage.PlanAsync(GarbageStore.Impatient with { RewriteDeadShare = 0 });
        Assert.Equal([pack], plan.DamagedPacks);
        Assert.Equal(2, (await plan.ApplyAsync()).PacksDeleted);
        Assert.Contains(pack, await garbage.PacksAsync());
        Assert.Equal(s_damaged, Assert.Single((await garbage.Memory.FindDamageAsync()).Refs).Blob);
    }

    [Fact]
    public async Task A_collection_counts_on_the_healed_copy_whichever_it_met_first()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        await using BlobStore collecting = await garbage.Memory.OpenAsync();
        await garbage.Store.FindDamageAsync();
        await garbage.CommitAsync("again", 2);
        for (int round = 0; round < 3; round++)
        {
            await (await collecting.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient with { RewriteDeadShare = 0 })).ApplyAsync();
            await garbage.AssertIntactAsync();
        }
    }

    [Fact]
    public async Task A_collection_that_learns_of_the_quarantine_only_after_it_condemned_spares_what_healed()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        bool isHealed = false;
        HookedBackend backend = new(garbage.Memory);
        await using BlobStore collecting = await BlobStore.OpenAsync(backend, StoreFixture.SmallPacks);
        backend.Before = async (operation, name) =>
        {
            // Between the look at the quarantine and the look at the packs.
            if (!isHealed && operation == BackendOperation.List && name == PackName.Prefix)
            {
                isHealed = true;
                await garbage.Store.FindDamageAsync();
                await garbage.CommitAsync("again", 2);
            }
        };
        CollectionPlan plan = await collecting.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient with { RewriteDeadShare = 0 });
        Assert.Equal(2, plan.Packs.Count(pack => pack.LiveBytes == 0)); // it takes the copies for the ones that are too many
        Assert.Equal(2, (await plan.ApplyAsync()).PacksSpared);
        await garbage.AssertIntactAsync();
    }

    [Fact]
    public async Task The_copies_are_there_before_the_quarantine_and_a_lease_protects_them_until_then()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        int packCount = (await garbage.PacksAsync()).Length;
        List<string> created = [];
        int leaseCount = 0;
        garbage.Backend.AfterCreate = async name =>
        {
            created.Add(name[..name.IndexOf('/', StringComparison.Ordinal)]);
            leaseCount = name.StartsWith("quarantine/", StringComparison.Ordinal) ? (await garbage.Memory.NamesAsync("leases/")).Length : leaseCount;
        };
        await garbage.Store.FindDamageAsync();
        Assert.Equal(["leases", "packs", "quarantine", "verification"], created);
        Assert.Equal(packCount + 1, (await garbage.PacksAsync()).Length);
        Assert.Equal(1, leaseCount);
    }

    [Fact]
    public async Task Copies_that_a_collector_took_before_the_quarantine_are_made_again()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        await using BlobStore collecting = await garbage.Memory.OpenAsync();
        bool isCollected = false;
        garbage.Backend.Before = async (operation, name) =>
        {
            if (!isCollected && operation == BackendOperation.Create && name.StartsWith("quarantine/", StringComparison.Ordinal))
            {
                isCollected = true;
                CollectionPlan plan = await collecting.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient with { RewriteDeadShare = 1 });
                CollectionResult result = await plan.ApplyAsync();
                Assert.Equal((1, 1), (result.PacksDeleted, result.LeasesRevoked));
            }
        };
        VerificationReport report = await garbage.Store.FindDamageAsync();
        Assert.True(isCollected);
        Assert.Equal(2, report.BlobsSalvaged);
        Assert.True(garbage.Store.Contains(GarbageStore.ChunkId(1)));
        Assert.True(garbage.Store.Contains(GarbageStore.ChunkId(3)));
    }

    [Fact]
    public async Task A_ref_cannot_be_pointed_to_what_is_damaged()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.Memory.DamageBlobAsync(GarbageStore.SnapshotId(1));
        await garbage.Store.FindDamageAsync();
        await Assert.ThrowsAsync<BlobNotFoundException>(() => garbage.Store.Refs.UpdateAsync("other", GarbageStore.SnapshotId(1), 0));
    }

    [Theory]
    [InlineData(-2)] // magic of the footer
    [InlineData(-48)] // hash in the footer
    [InlineData(-60)] // directory
    public async Task Of_a_pack_without_a_directory_every_record_is_salvaged(int damagedByte)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2, 3);
        string pack = await PackOfAsync(garbage, s_damaged);
        await garbage.Memory.FlipAsync(pack, damagedByte);
        await using BlobStore store = await garbage.Memory.OpenAsync();
        VerificationReport report = await store.FindDamageAsync(VerificationDepth.Structure);
        Assert.Equal(3, report.BlobsSalvaged);
        Assert.Equal((pack, true), (Assert.Single(report.Packs).Name, report.Packs[0].IsQuarantined));
        Assert.Empty(report.Refs);
        await garbage.AssertIntactAsync();
        Assert.Equal(0, (await garbage.Memory.FindDamageAsync()).BlobsSalvaged); // once is enough
    }

    [Fact]
    public async Task Records_behind_a_damaged_header_are_found_again()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2, 3);
        string pack = await PackOfAsync(garbage, s_damaged);
        await garbage.Memory.DamageAsync(pack, content =>
        {
            content.AsSpan(0, 60).Fill(0xff); // the first header and a bit of its payload
            return content[..^100]; // footer and part of the directory
        });
        VerificationReport report = await garbage.Memory.FindDamageAsync();
        Assert.Equal(2, report.BlobsSalvaged);
        Assert.Equal(GarbageStore.ChunkId(1), Assert.Single(report.Blobs).Id);
    }

    [Fact]
    public async Task The_undamaged_copies_of_two_damaged_packs_are_enough()
    {
        await using GarbageStore garbage = await CreateTwiceAsync();
        string[] packs = await garbage.Memory.NamesAsync(PackName.Prefix);
        await garbage.Memory.FlipAsync(packs[0], PackRecordHeader.Size); // the first of the same two blobs
        await garbage.Memory.FlipAsync(packs[1], (2 * PackRecordHeader.Size) + 100); // the second
        VerificationReport report = await garbage.Memory.FindDamageAsync();
        Assert.All(report.Packs, pack => Assert.True(pack.IsQuarantined));
        Assert.Equal([true, true], report.Blobs.Select(blob => blob.IsElsewhere));
        await using BlobStore store = await garbage.Memory.OpenAsync();
        foreach (int chunk in Enumerable.Range(1, 2))
        {
            Assert.True(store.Contains(GarbageStore.ChunkId(chunk)));
            Assert.Equal(GarbageStore.Chunk(chunk), await store.ReadAsync(GarbageStore.ChunkId(chunk), BlobKind.Chunk));
        }
    }

    [Fact]
    public async Task A_blob_that_is_damaged_in_one_pack_is_read_from_another()
    {
        await using GarbageStore garbage = await CreateTwiceAsync();
        foreach (string pack in await garbage.Memory.NamesAsync(PackName.Prefix))
        {
            await garbage.Memory.FlipAsync(pack, PackRecordHeader.Size);
            await using BlobStore store = await garbage.Memory.OpenAsync();
            Assert.Equal(GarbageStore.Chunk(1), await store.ReadAsync(GarbageStore.ChunkId(1), BlobKind.Chunk));
            int[] read = await ReadManyAsync(store, GarbageStore.ChunkId(2), GarbageStore.ChunkId(1));
            Assert.Equal([0, 1], read);
            await garbage.Memory.FlipAsync(pack, PackRecordHeader.Size);
        }
    }

    [Fact]
    public async Task A_blob_that_is_damaged_in_every_pack_is_not_read()
    {
        await using GarbageStore garbage = await CreateTwiceAsync();
        foreach (string pack in await garbage.Memory.NamesAsync(PackName.Prefix))
        {
            await garbage.Memory.FlipAsync(pack, PackRecordHeader.Size);
        }

        await using BlobStore store = await garbage.Memory.OpenAsync();
        await Assert.ThrowsAsync<CorruptDataException>(() => store.ReadAsync(GarbageStore.ChunkId(1), BlobKind.Chunk));
        await Assert.ThrowsAsync<CorruptDataException>(() => ReadManyAsync(store, GarbageStore.ChunkId(2), GarbageStore.ChunkId(1)));
    }

    [Fact]
    public async Task On_a_full_disk_damage_is_named_and_nothing_is_set_aside()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        garbage.Backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith(PackName.Prefix, StringComparison.Ordinal)
            ? throw new StoreFullException("No room.") : Task.CompletedTask;
        VerificationReport report = await garbage.Store.FindDamageAsync();
        Assert.Contains("not quarantined: No room.", Assert.Single(report.Packs).Reason, StringComparison.Ordinal);
        Assert.False(report.Packs[0].IsQuarantined);
        Assert.Equal(s_damaged, Assert.Single(report.Blobs).Id);
        Assert.True(garbage.Store.Contains(GarbageStore.ChunkId(1)));

        // The next one begins with it.
        Assert.True(PackName.TryParse(report.Packs[0].Name, out Blake3Digest pack));
        Dictionary<Blake3Digest, VerifiedTimes> noted = await VerificationLog.ReadAsync(garbage.Memory, 1, default);
        Assert.NotEmpty(noted);
        Assert.DoesNotContain(pack, noted.Keys);
    }

    [Fact]
    public async Task On_a_disk_without_room_for_a_note_damage_is_named_all_the_same()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        garbage.Backend.Before = (operation, _) => operation == BackendOperation.Create ? throw new StoreFullException("No room.") : Task.CompletedTask;
        Assert.Equal(s_damaged, Assert.Single((await garbage.Store.FindDamageAsync()).Blobs).Id);
    }

    [Fact]
    public async Task A_pin_that_was_revoked_does_not_keep_a_verification_from_setting_aside_what_is_damaged()
    {
        await using GarbageStore garbage = await CreateDamagedAsync();
        await using StorePin old = await garbage.Store.PinAsync();
        (Guid lease, _) = LeaseName.Parse(Assert.Single(await garbage.Memory.NamesAsync(LeaseName.Prefix)));
        await garbage.Memory.CreateIfAbsentAsync(LeaseName.Of(lease, 1), new(new LeaseRecord(lease, 1, LeaseEvent.Revoked).Encode()), default);
        await new EpochLog(garbage.Memory).TryPublishAsync(new EpochRecord(1, EpochPhase.Idle, []), default);

        Assert.True(Assert.Single((await garbage.Store.FindDamageAsync()).Packs).IsQuarantined);
    }

    private static async Task<GarbageStore> CreateDamagedAsync()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1, 2, 3);
        await garbage.Memory.DamageBlobAsync(s_damaged);
        return garbage;
    }

    /// <summary>Two packs with the chunks 1 and 2 each: two processes put them at the same time.</summary>
    private static async Task<GarbageStore> CreateTwiceAsync()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync();
        await using BlobStore other = await garbage.Memory.OpenAsync();
        await garbage.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)), (BlobKind.Chunk, GarbageStore.Chunk(2)));
        await other.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)), (BlobKind.Chunk, GarbageStore.Chunk(2)));

        Assert.Equal(2, (await garbage.PacksAsync()).Length);
        return garbage;
    }

    private static async Task<int[]> ReadManyAsync(BlobStore store, params BlobId[] ids)
    {
        List<int> read = [];
        await foreach (FetchedBlob blob in store.GetManyAsync(ids, BlobKind.Chunk))
        {
            using (blob)
            {
                Assert.Equal(ids[blob.Index], BlobId.Compute(BlobKind.Chunk, blob.Plain.Span));
                read.Add(blob.Index);
            }
        }

        return [.. read.Order()];
    }

    private static async Task<string> PackOfAsync(GarbageStore garbage, BlobId id)
    {
        await using BlobStore store = await garbage.Memory.OpenAsync();
        Assert.True(store.Index.TryGet(id, out Hashing.Blake3Digest pack, out _));
        return PackName.Of(pack);
    }
}
