using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Verification;
using Hoody.ChunkStore.Verification;
using Hoody.Hashing;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>No damage makes such notes on what trees refer to, only a writer that is wrong or hostile.</summary>
public sealed class ForgedReferencesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_note_does_not_tell_of_is_looked_for_in_the_pack_and_a_verification_names_the_note(bool hasNone)
    {
        await using GarbageStore garbage = await NotedReferencesTests.FilledAsync();
        await garbage.DeleteAsync("one");
        string expected = NotedReferencesTests.Describe(await NotedReferencesTests.PlanAsync(garbage.Store, NotedReferencesTests.Noting));
        string[] names = await garbage.Memory.NamesAsync("references/");
        foreach (string name in names)
        {
            Assert.True(PackReferences.TryParseName(name, out Blake3Digest pack));
            using PackReferences noted = await ReferenceHints.ReadAsync(garbage.Memory, pack, default);
            TreePlace[] places = hasNone ? [] : [.. Enumerable.Range(0, noted.Blobs.Count).Select(blob => noted.Blobs[blob] with { Offset = noted.Blobs[blob].Offset + 1 })];
            using PooledBytes forged = PackReferences.Encode(pack, NotedReferencesTests.Noting.Version!, TreePlaces.Of(places), [.. places.Select(_ => Array.Empty<BlobReference>())], []);
            await garbage.ReplaceAsync(name, forged.Memory.ToArray());
        }

        VerificationReport report = await garbage.Store.FindDamageAsync(isReadOnly: true);
        Assert.Equal(names.Order(StringComparer.Ordinal), report.Objects.Select(found => found.Name).Order(StringComparer.Ordinal));
        Assert.Equal(expected, NotedReferencesTests.Describe(await NotedReferencesTests.PlanAsync(garbage.Store, NotedReferencesTests.Noting)));
    }

    /// <summary>The second tree of a pack is asked for after the note was believed for the first one.</summary>
    [Fact]
    public async Task A_note_that_is_believed_and_then_does_not_tell_of_a_blob_ends_one_collection_and_is_made_anew()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync(NotedReferencesTests.Options);
        await using (StorePin pin = await garbage.Store.PinAsync())
        {
            await garbage.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1)), (BlobKind.Chunk, GarbageStore.Chunk(2)));
            BlobId[] pair = await PutAsync(garbage, (BlobKind.Tree, BlobKind.Chunk, GarbageStore.ChunkId(1)), (BlobKind.Tree, BlobKind.Chunk, GarbageStore.ChunkId(2)));
            BlobId[] next = await PutAsync(garbage, (BlobKind.Snapshot, BlobKind.Tree, pair[0]), (BlobKind.Tree, BlobKind.Tree, pair[1]));
            BlobId[] last = await PutAsync(garbage, (BlobKind.Snapshot, BlobKind.Tree, next[1]));
            await garbage.Store.Refs.UpdateAsync("near", next[0], 0);
            await garbage.Store.Refs.UpdateAsync("far", last[0], 0);
        }

        string expected = NotedReferencesTests.Describe(await NotedReferencesTests.PlanAsync(garbage.Store, NotedReferencesTests.Noting));
        string name = await TellOnlyOfTheTreeOfAsync(garbage, GarbageStore.ChunkId(1));
        CorruptDataException failure = await Assert.ThrowsAsync<CorruptDataException>(() => NotedReferencesTests.PlanAsync(garbage.Store, NotedReferencesTests.Noting));
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Equal(expected, NotedReferencesTests.Describe(await NotedReferencesTests.PlanAsync(garbage.Store, NotedReferencesTests.Noting)));
        Assert.Equal(expected, NotedReferencesTests.Describe(await NotedReferencesTests.PlanAsync(garbage.Store, NotedReferencesTests.Noting)));
    }

    /// <summary>Where the pack has more blobs than the note tells of, their numbers are beyond its end.</summary>
    [Fact]
    public async Task A_note_that_somebody_puts_in_the_place_of_one_that_was_just_written_is_not_believed()
    {
        await using GarbageStore garbage = await NotedReferencesTests.FilledAsync();
        await garbage.DeleteAsync("one");
        string expected = NotedReferencesTests.Describe(await NotedReferencesTests.PlanAsync(garbage.Store, new ListedReferences()));
        garbage.Backend.AfterCreate = async name =>
        {
            if (PackReferences.TryParseName(name, out Blake3Digest pack))
            {
                using PooledBytes forged = PackReferences.Encode(pack, NotedReferencesTests.Noting.Version!, TreePlaces.Of([]), [], []);
                await garbage.ReplaceAsync(name, forged.Memory.ToArray());
            }
        };
        Assert.Equal(expected, NotedReferencesTests.Describe(await NotedReferencesTests.PlanAsync(garbage.Store, NotedReferencesTests.Noting)));
    }

    // One pack of blobs that refer to one each.
    private static Task<BlobId[]> PutAsync(GarbageStore garbage, params (BlobKind Kind, BlobKind TargetKind, BlobId Target)[] lists) =>
        garbage.Store.PutAsync([.. lists.Select(list => (list.Kind, ListedReferences.List(0, (list.TargetKind, list.Target))))]);

    // Of the trees of its pack, each of one chunk.
    private static async Task<string> TellOnlyOfTheTreeOfAsync(GarbageStore garbage, BlobId chunk)
    {
        ulong tree = IdPrefix.Of(BlobId.Compute(BlobKind.Tree, ListedReferences.List(0, (BlobKind.Chunk, chunk))));
        foreach (string name in await garbage.Memory.NamesAsync("references/"))
        {
            Assert.True(PackReferences.TryParseName(name, out Blake3Digest pack));
            using PackReferences noted = await ReferenceHints.ReadAsync(garbage.Memory, pack, default);
            TreePlace[] places = [.. Enumerable.Range(0, noted.Blobs.Count).Select(blob => noted.Blobs[blob]).Where(place => place.Prefix == tree)];
            if (places.Length > 0)
            {
                using PooledBytes forged = PackReferences.Encode(pack, NotedReferencesTests.Noting.Version!, TreePlaces.Of(places), [[]], [IdPrefix.Of(chunk)]);
                await garbage.ReplaceAsync(name, forged.Memory.ToArray());
                return name;
            }
        }

        throw new InvalidOperationException("Nothing is noted of it.");
    }
}
