using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Epochs;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.ChunkStore.Verification;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Damage;

/// <summary>Small objects that lie under right checksums: refs, leases, epochs, quarantine records, tables of verified packs, FORMAT.</summary>
public sealed class HostileRecordTests
{
    private const string Lease = "00112233445566778899aabbccddeeff";

    private static readonly string s_id = BlobId.Compute(BlobKind.Snapshot, "x"u8).ToString();

    public static TheoryData<string> ForeignRefs => new(
        "refs/web/~9223372036854775807",
        "refs/web/~0000000000000000000",
        "refs/web/~1",
        "refs/web/0000000000000000001",
        "refs/a~b/~0000000000000000001",
        "refs/web/~0000000000000000001/~0000000000000000001",
        "refs/~0000000000000000001",
        "refs/" + string.Join('/', Enumerable.Repeat(new string('a', 200), 3)) + "/~0000000000000000001");

    [Theory]
    [MemberData(nameof(ForeignRefs))]
    public async Task A_foreign_object_among_the_refs_is_an_error_by_name_and_nothing_is_collected(string name)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("mail", 1);
        await garbage.Memory.CreateAsync(name, Forgery.SealText($"hoody-ref 1\nname web\ngeneration 9223372036854775807\ntarget {s_id}\n"));
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => garbage.Store.Refs.ListAsync().ToListAsync().AsTask());
        Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("move it out of the store", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CorruptDataException>(() => garbage.CollectAsync());
        Assert.Contains(name, (await garbage.Store.FindDamageAsync(isReadOnly: true)).Objects.Select(found => found.Name));
    }

    [Theory]
    [InlineData("name mail\ngeneration 7\ntarget {0}\n")]
    [InlineData("name web\ngeneration 8\ntarget {0}\n")]
    [InlineData("name web\ngeneration 07\ntarget {0}\n")]
    [InlineData("name web\ngeneration -7\ntarget {0}\n")]
    [InlineData("name web\ngeneration 7\ntarget DELETED\n")]
    [InlineData("name web\ngeneration 7\ntarget {0}0\n")]
    [InlineData("name web\ngeneration 7\ntarget \n")]
    [InlineData("name web\ngeneration 7\ntarget {1}\n")]
    [InlineData("name web\ngeneration 7\ntarget {0}\ntarget {0}\n")]
    [InlineData("generation 7\nname web\ntarget {0}\n")]
    [InlineData("name web\r\ngeneration 7\r\ntarget {0}\r\n")]
    [InlineData("name web\u001b[2J\ngeneration 7\ntarget {0}\n")]
    public async Task A_ref_that_says_other_than_its_name_is_an_error_never_an_older_value(string fields)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, fields, s_id, s_id.ToUpperInvariant());
        await garbage.Memory.CreateAsync(RefName.ObjectOf("web", 7), Forgery.SealText("hoody-ref 1\n" + text));
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => garbage.Store.Refs.GetAsync("web"));
        Assert.DoesNotContain('\u001b', error.Message);
        await Assert.ThrowsAsync<CorruptDataException>(() => garbage.CollectAsync());
        await Assert.ThrowsAsync<CorruptDataException>(() => garbage.Store.Refs.ListHistoryAsync("web").ToListAsync().AsTask());
        Assert.Equal("refs/web/~0000000000000000007", Assert.Single((await garbage.Store.FindDamageAsync(isReadOnly: true)).Objects).Name);
    }

    [Theory]
    [InlineData("event commit\ndetail ../../etc 1 {0}\n")]
    [InlineData("event commit\ndetail a//b 1 {0}\n")]
    [InlineData("event commit\ndetail a~b 1 {0}\n")]
    [InlineData("event commit\ndetail  1 {0}\n")]
    [InlineData("event commit\ndetail web 0 {0}\n")]
    [InlineData("event commit\ndetail web 01 {0}\n")]
    [InlineData("event commit\ndetail web -1 {0}\n")]
    [InlineData("event commit\ndetail web 9223372036854775807 {0}\n")]
    [InlineData("event commit\ndetail web 99999999999999999999 {0}\n")]
    [InlineData("event commit\ndetail web 1 {0} x\n")]
    [InlineData("event commit\ndetail web 1 none\n")]
    [InlineData("event begin\ndetail 1\n")]
    [InlineData("event revoked\ndetail 1\n")]
    [InlineData("event other\ndetail -\n")]
    public async Task A_lease_that_announces_what_cannot_be_stops_a_collection_by_name_before_anything_is_done(string fields)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.DeleteAsync("web");
        string text = string.Format(System.Globalization.CultureInfo.InvariantCulture, fields, s_id);
        await PlantLeaseAsync(garbage.Memory, 0, "event begin\ndetail 0\n");
        await PlantLeaseAsync(garbage.Memory, 1, text);
        string[] before = await garbage.Memory.NamesAsync("");
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => garbage.CollectAsync());
        Assert.Contains($"Lease {Lease}, record 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await garbage.Memory.NamesAsync(""));
    }

    [Fact]
    public async Task A_log_with_a_hole_of_two_thousand_million_records_is_revoked_without_a_list_of_them()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await PlantLeaseAsync(garbage.Memory, 0, "event begin\ndetail 0\n");
        await PlantLeaseAsync(garbage.Memory, LeaseName.MaxNumber - 1, "event alive\ndetail -\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        LeaseSurvey survey = new(garbage.Memory);
        LeaseLogView log = Assert.Single(await survey.ReadAsync(default));
        await survey.RevokeAsync(log, default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(LeaseName.Of(Guid.Parse(Lease), LeaseName.MaxNumber), await garbage.Memory.NamesAsync(LeaseName.Prefix));
        await garbage.CollectAsync();
        Assert.Empty(await garbage.Memory.NamesAsync(LeaseName.Prefix));
    }

    [Theory]
    [InlineData("2147483647")]
    [InlineData("9999999999")]
    [InlineData("-000000001")]
    public async Task A_record_number_that_no_log_reaches_is_an_error_by_name(string number)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        string name = $"leases/{Lease}.{number}";
        await garbage.Memory.CreateAsync(name, []);
        Assert.Contains(name, (await Assert.ThrowsAsync<CorruptDataException>(() => garbage.CollectAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_leaves_no_number_for_a_revocation_is_an_error_by_name()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await garbage.DeleteAsync("web");
        await PlantLeaseAsync(garbage.Memory, 0, "event begin\ndetail 0\n");
        await PlantLeaseAsync(garbage.Memory, LeaseName.MaxNumber, "event alive\ndetail -\n");
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => garbage.CollectAsync());
        Assert.Contains(Lease, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_last_epoch_nothing_is_collected_and_work_goes_on()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        EpochRecord last = new(long.MaxValue - 1, EpochPhase.Idle, []);
        await garbage.Memory.CreateAsync(EpochRecord.NameOf(last.Epoch), last.Encode());
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => garbage.CollectAsync());
        Assert.Contains(EpochRecord.NameOf(last.Epoch), error.Message, StringComparison.Ordinal);
        await garbage.CommitAsync("web", 1);
    }

    [Theory]
    [InlineData("gc/9223372036854775807")]
    [InlineData("gc/0000000000000000000")]
    [InlineData("gc/1")]
    [InlineData("gc/notes.txt")]
    public async Task A_foreign_object_among_the_epochs_is_an_error_by_name(string name)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.Memory.CreateAsync(name, new EpochRecord(1, EpochPhase.Idle, []).Encode());
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => garbage.Store.PinAsync());
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    [InlineData(4, 0x0102)]
    [InlineData(8, 8)]
    [InlineData(12, -1)]
    [InlineData(16, -1)]
    [InlineData(16, 1)]
    [InlineData(16, 3)]
    [InlineData(16, int.MaxValue)]
    [InlineData(16, int.MinValue)]
    [InlineData(16, (int.MaxValue / Blake3Digest.LengthBytes) + 3)]
    [InlineData(16, EpochRecord.MaxPacks + 1)]
    public void An_epoch_whose_numbers_cannot_be_is_refused(int offset, int value)
    {
        byte[] bytes = new EpochRecord(7, EpochPhase.Condemned, [Blake3Hasher.Hash([1]), Blake3Hasher.Hash([2])]).Encode();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        CorruptDataException error = Assert.Throws<CorruptDataException>(() => EpochRecord.Decode(Forgery.Seal(bytes), 7));
        Assert.Contains("Epoch 7", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, -1)]
    [InlineData(4, 1)]
    [InlineData(4, int.MaxValue)]
    [InlineData(4, VerificationTable.MaxPacks + 1)]
    public void A_table_of_verified_packs_whose_count_cannot_be_is_refused(int offset, int value)
    {
        byte[] bytes = VerificationTable.Encode(new Dictionary<Blake3Digest, VerifiedTimes> { [Blake3Hasher.Hash([1])] = default, [Blake3Hasher.Hash([2])] = default });
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);
        Assert.Throws<CorruptDataException>(() => VerificationTable.Decode(Forgery.Seal(bytes), "It"));
    }

    [Fact]
    public async Task A_quarantine_record_with_a_reason_that_is_too_long_or_not_for_people_still_counts_and_is_not_shown()
    {
        foreach (string reason in (string[])[new string('x', 1001), "\u001b]0;owned\u0007"])
        {
            await using GarbageStore garbage = await GarbageStore.CreateAsync();
            await garbage.CommitAsync("web", 1);
            string pack = Path.GetFileName((await garbage.PacksAsync())[0]);
            await garbage.Memory.CreateAsync(QuarantineRecord.Prefix + pack, Forgery.SealText($"hoody-quarantine 1\npack {pack}\nreason {reason}\n"));
            await using BlobStore store = await garbage.Memory.OpenAsync();
            DamagedPack damaged = Assert.Single(store.DamagedPacks);
            Assert.True(damaged.IsQuarantined);
            Assert.DoesNotContain(reason, damaged.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain('\u001b', damaged.Reason);
            await garbage.AssertIntactAsync();
        }
    }

    [Theory]
    [InlineData("id 8F14E45FCEEA167A5A36DEDD4BEA2543\nhash blake3-256\nchunker window-64k-v1\n")]
    [InlineData("id 8f14e45fceea167a5a36dedd4bea2543\nhash blake3-256\nchunker \u001b[31mwindow\n")]
    [InlineData("id 8f14e45fceea167a5a36dedd4bea2543\nhash blake3-256\nchunker window-64k-v1\nmore 1\n")]
    [InlineData("hash blake3-256\nid 8f14e45fceea167a5a36dedd4bea2543\nchunker window-64k-v1\n")]
    public async Task A_FORMAT_that_no_writer_makes_is_refused_whatever_its_checksum(string fields)
    {
        MemoryBackend backend = new();
        await backend.CreateAsync("FORMAT", Forgery.SealText("hoody-store 1\n" + fields));
        CorruptDataException error = await Assert.ThrowsAsync<CorruptDataException>(() => BlobStore.OpenAsync(backend));
        Assert.Contains("FORMAT", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error.Message);
    }

    private static async Task PlantLeaseAsync(MemoryBackend backend, int number, string fields) =>
        await backend.CreateAsync(
            LeaseName.Of(Guid.Parse(Lease), number), Forgery.SealText($"hoody-lease 1\nlease {Lease}\nnumber {number}\n{fields}"));
}
