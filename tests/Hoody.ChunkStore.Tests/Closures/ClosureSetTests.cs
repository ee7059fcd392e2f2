using System.Buffers.Binary;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Closures;

/// <summary>What was noted is believed for as long as nothing is gone that it may rest on, and never longer.</summary>
public sealed class ClosureSetTests
{
    [Fact]
    public async Task What_was_noted_is_known_to_whoever_reads_the_set_later()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        await garbage.CommitAsync("other", 3); // packs that come later change nothing

        Assert.True(await IsKnownAsync(garbage.Memory, snapshot));
    }

    [Fact]
    public async Task A_collection_that_deletes_nothing_leaves_it_true()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);

        Assert.Equal(0, (await garbage.CollectAsync()).PacksDeleted);

        Assert.True(await IsKnownAsync(garbage.Memory, snapshot));
    }

    [Fact]
    public async Task A_collection_that_deletes_a_pack_makes_it_empty()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        await garbage.DeleteAsync("web");

        Assert.NotEqual(0, (await garbage.CollectAsync()).PacksDeleted);

        Assert.False(await IsKnownAsync(garbage.Memory, snapshot));
    }

    [Fact]
    public async Task What_is_condemned_is_not_relied_on_while_the_collection_is_under_way()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        await garbage.DeleteAsync("web");
        CollectionPlan plan = await garbage.PlanAsync();
        bool? isKnown = null;
        garbage.Backend.Before = async (operation, name) =>
        {
            if (operation == BackendOperation.Create && name == "gc/0000000000000000002" && isKnown is null)
            {
                isKnown = await IsKnownAsync(garbage.Memory, snapshot);
            }
        };

        await plan.ApplyAsync();

        Assert.False(isKnown);
    }

    [Fact]
    public async Task A_set_is_not_written_when_a_pack_went_away_while_it_was_made()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await using BlobStore other = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), StoreFixture.SmallPacks);
        await garbage.CommitAsync("web", 1, 2);
        await using StorePin pin = await garbage.Store.PinAsync();
        ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);
        closures.Note(GarbageStore.SnapshotId(1, 2), 1);
        await garbage.DeleteAsync("web");
        await garbage.CollectAsync(); // revokes the pin at once

        Assert.False(await closures.SaveAsync());

        Assert.Empty(await garbage.Memory.NamesAsync(ClosureTable.Prefix));
    }

    [Fact]
    public async Task A_pack_that_is_lost_makes_it_empty()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);

        await garbage.Memory.DeleteAsync((await garbage.PacksAsync())[0], default);

        Assert.False(await IsKnownAsync(garbage.Memory, snapshot));
    }

    [Fact]
    public async Task A_pack_that_a_verification_sets_aside_makes_it_empty()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        await garbage.Memory.FlipAsync((await garbage.PacksAsync())[0], PackRecordHeader.Size);

        await garbage.Store.VerifyAsync(new VerificationOptions { Depth = VerificationDepth.Full }, new ListedReferences());

        Assert.False(await IsKnownAsync(garbage.Memory, snapshot));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_happened_to_a_pack_since_a_process_last_looked_makes_it_empty_there_too(bool isLost)
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        string pack = (await garbage.PacksAsync())[0];
        if (isLost)
        {
            await garbage.Memory.DeleteAsync(pack, default);
        }
        else
        {
            await garbage.Memory.FlipAsync(pack, PackRecordHeader.Size);
            await using BlobStore other = await garbage.Memory.OpenAsync();
            await other.VerifyAsync(new VerificationOptions { Depth = VerificationDepth.Full }, new ListedReferences());
        }

        await using StorePin pin = await garbage.Store.PinAsync();
        Assert.False((await garbage.Store.ReadClosuresAsync(pin)).Contains(snapshot));
    }

    [Fact]
    public async Task A_table_that_tells_of_packs_that_are_not_there_is_not_believed()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        BlobId snapshot = GarbageStore.SnapshotId(1);
        ClosureTable lie = new([Hoody.Hashing.Blake3Hasher.Hash("no such pack"u8)], [snapshot]);

        await new ClosureLog(garbage.Memory).TryWriteAsync(lie, default);

        Assert.False(await IsKnownAsync(garbage.Memory, snapshot));
    }

    [Fact]
    public async Task A_damaged_table_counts_as_empty_and_is_replaced()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        string table = Assert.Single(await garbage.Memory.NamesAsync(ClosureTable.Prefix));
        await garbage.Memory.FlipAsync(table, 20);
        Assert.False(await IsKnownAsync(garbage.Memory, snapshot));
        VerificationReport report = await garbage.Store.VerifyAsync(references: new ListedReferences());
        Assert.Equal(table, Assert.Single(report.Objects).Name);

        await NoteAsync(garbage, "web", 1, 2);

        Assert.True(await IsKnownAsync(garbage.Memory, snapshot));
        Assert.NotEqual(table, Assert.Single(await garbage.Memory.NamesAsync(ClosureTable.Prefix)));
    }

    [Fact]
    public async Task A_table_that_the_disk_cannot_read_counts_as_empty_and_is_replaced()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        string table = Assert.Single(await garbage.Memory.NamesAsync(ClosureTable.Prefix));
        await using BlobStore store = await BlobStore.OpenAsync(new BadSectorBackend(garbage.Memory, table, 20), StoreFixture.SmallPacks);
        await using StorePin pin = await store.PinAsync();
        ClosureSet closures = await store.ReadClosuresAsync(pin);
        Assert.False(closures.Contains(snapshot));

        closures.Note(snapshot, 1);

        Assert.True(await closures.SaveAsync());
        Assert.True(await IsKnownAsync(garbage.Memory, snapshot));
    }

    [Fact]
    public async Task Tables_that_the_disk_cannot_list_count_as_none()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await NoteAsync(garbage, "web", 1, 2);
        garbage.Backend.Before = (operation, name) => operation == BackendOperation.List && name == ClosureTable.Prefix
            ? throw new BackendException("Cannot list 'closures': EIO.") : Task.CompletedTask;
        await using StorePin pin = await garbage.Store.PinAsync();
        ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);
        Assert.Equal(0, closures.Count);

        closures.Note(GarbageStore.SnapshotId(1), 1);
        Assert.False(await closures.SaveAsync());
    }

    [Fact]
    public async Task Two_that_write_at_one_time_add_to_each_others_notes()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.CommitAsync("b", 2);
        await using StorePin pin = await garbage.Store.PinAsync();
        ClosureSet mine = await garbage.Store.ReadClosuresAsync(pin);
        ClosureSet yours = await garbage.Store.ReadClosuresAsync(pin);
        mine.Note(GarbageStore.SnapshotId(1), 1);
        yours.Note(GarbageStore.SnapshotId(2), 1);

        Assert.True(await mine.SaveAsync());
        Assert.True(await yours.SaveAsync());

        Assert.True(await IsKnownAsync(garbage.Memory, GarbageStore.SnapshotId(1)));
        Assert.True(await IsKnownAsync(garbage.Memory, GarbageStore.SnapshotId(2)));
    }

    [Fact]
    public async Task Notes_of_others_are_not_taken_over_without_the_packs_that_they_rest_on()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await using BlobStore other = await garbage.Memory.OpenAsync();
        await garbage.CommitAsync("web", 1);
        await using (StorePin pin = await garbage.Store.PinAsync())
        {
            ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);
            closures.Note(GarbageStore.SnapshotId(1), 1);
            garbage.Backend.Before = async (_, name) =>
            {
                if (name == ClosureTable.Prefix)
                {
                    garbage.Backend.Before = (_, _) => Task.CompletedTask;
                    await NoteAsync(other, "db", 2);
                    await garbage.Store.RefreshAsync(); // as any read does that misses
                }
            };
            Assert.True(await closures.SaveAsync());
        }

        await garbage.DeleteAsync("db");
        Assert.NotEqual(0, (await garbage.CollectAsync()).PacksDeleted);

        Assert.False(await IsKnownAsync(garbage.Memory, GarbageStore.SnapshotId(2)));
    }

    [Fact]
    public async Task A_set_is_not_written_when_a_pack_was_usable_only_in_between()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await using StorePin pin = await garbage.Store.PinAsync();
        Hoody.Hashing.Blake3Digest[] packs = [.. garbage.Store.Index.Packs.Usable().Select(pack => pack.Id)];
        garbage.Store.Index.SetCondemned(packs);
        ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);
        garbage.Store.Index.SetCondemned([]); // spared, and found by whoever walks
        closures.Note(GarbageStore.SnapshotId(1), 1);
        garbage.Store.Index.SetCondemned(packs);

        Assert.False(await closures.SaveAsync());
    }

    [Fact]
    public async Task What_is_known_already_is_not_written_again()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId snapshot = await NoteAsync(garbage, "web", 1, 2);
        await using StorePin pin = await garbage.Store.PinAsync();
        ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);

        closures.Note(snapshot, 1);

        Assert.False(await closures.SaveAsync());
    }

    [Fact]
    public async Task A_backend_that_cannot_write_it_fails_nobody()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("web", 1);
        await using StorePin pin = await garbage.Store.PinAsync();
        ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);
        closures.Note(GarbageStore.SnapshotId(1), 1);
        garbage.Backend.Before = (_, name) => name.StartsWith(ClosureTable.Prefix, StringComparison.Ordinal)
            ? throw new StoreFullException("The disk is full.") : Task.CompletedTask;

        Assert.False(await closures.SaveAsync());
    }

    [Fact]
    public async Task A_set_does_not_grow_with_what_is_noted_in_it()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await using StorePin pin = await garbage.Store.PinAsync();
        ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);

        for (int i = 0; i < ClosureTable.MaxBlobs * 3; i++)
        {
            closures.Note(Numbered(i), i);
        }

        Assert.InRange(closures.Count, 1, ClosureTable.MaxBlobs);
        Assert.True(closures.Contains(Numbered((ClosureTable.MaxBlobs * 3) - 1)));
        Assert.False(closures.Contains(Numbered(7)));
    }

    [Fact]
    public async Task When_there_is_no_room_the_small_ones_are_forgotten_first()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await using (StorePin pin = await garbage.Store.PinAsync())
        {
            ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);
            for (int i = 0; i <= ClosureTable.MaxBlobs; i++)
            {
                closures.Note(Numbered(i), i == 7 ? 1 : 100);
            }

            Assert.True(await closures.SaveAsync());
        }

        await using StorePin later = await garbage.Store.PinAsync();
        ClosureSet read = await garbage.Store.ReadClosuresAsync(later);
        Assert.Equal(ClosureTable.MaxBlobs, read.Count);
        Assert.False(read.Contains(Numbered(7)));
    }

    [Fact]
    public async Task Sizes_beyond_all_measure_are_forgotten_too()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await using StorePin pin = await garbage.Store.PinAsync();
        ClosureSet closures = await garbage.Store.ReadClosuresAsync(pin);

        for (int i = 0; i <= ClosureTable.MaxBlobs; i++)
        {
            closures.Note(Numbered(i), long.MaxValue);
        }

        Assert.True(await closures.SaveAsync());
    }

    private static BlobId Numbered(int number)
    {
        Span<byte> id = stackalloc byte[BlobId.LengthBytes];
        id.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(id, number);
        return new BlobId(id);
    }

    private static Task<BlobId> NoteAsync(GarbageStore garbage, string name, params int[] chunks) => NoteAsync(garbage.Store, name, chunks);

    private static async Task<BlobId> NoteAsync(BlobStore store, string name, params int[] chunks)
    {
        await using StorePin pin = await store.PinAsync();
        ClosureSet closures = await store.ReadClosuresAsync(pin);
        BlobId snapshot = (await GarbageStore.CommitAsync(store, name, chunks)).Target;
        closures.Note(snapshot, 1);
        Assert.True(await closures.SaveAsync());
        return snapshot;
    }

    private static async Task<bool> IsKnownAsync(MemoryBackend memory, BlobId id)
    {
        await using BlobStore store = await BlobStore.OpenAsync(new HookedBackend(memory), StoreFixture.SmallPacks);
        await using StorePin pin = await store.PinAsync();
        return (await store.ReadClosuresAsync(pin)).Contains(id);
    }
}
