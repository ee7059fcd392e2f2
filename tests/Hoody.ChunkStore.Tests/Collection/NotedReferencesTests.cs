using System.Buffers;
using FsCheck.Xunit;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>What collections note of trees spares reading them, and never changes what is live.</summary>
public sealed class NotedReferencesTests
{
    internal static ListedReferences Noting { get; } = new("listed 1");

    internal static BlobStoreOptions Options => StoreFixture.SmallPacks;

    [Property(MaxTest = 60)]
    public async Task A_collection_finds_the_same_with_what_was_noted_and_without(int seed)
    {
        Random random = new(seed);
        await using GarbageStore garbage = await GarbageStore.CreateAsync(Options);
        List<BlobReference> blobs = [];
        for (int round = 0; round < 4; round++)
        {
            await GrowAsync(garbage.Store, random, blobs);
            string[] refs = await garbage.Store.Refs.ListAsync().Select(found => found.Name).ToArrayAsync();
            if (refs.Length > 1 && random.Next(2) == 0)
            {
                await garbage.DeleteAsync(refs[random.Next(refs.Length)]);
            }

            // Some of the notes are missing, some damaged, some are of packs that have trees now that nothing refers to.
            foreach (string name in await garbage.Memory.NamesAsync("references/"))
            {
                if (random.Next(4) == 0)
                {
                    await DamageAsync(garbage, name, random);
                }
            }

            CollectionPlan without = await PlanAsync(garbage.Store, new ListedReferences());
            CollectionPlan first = await PlanAsync(garbage.Store, Noting);
            CollectionPlan second = await PlanAsync(garbage.Store, Noting);
            Assert.Equal(Describe(without), Describe(first));
            Assert.Equal(Describe(without), Describe(second));
            if (random.Next(2) == 0)
            {
                await second.ApplyAsync();
                await AssertIntactAsync(garbage);
                blobs = await LiveAsync(garbage.Store);
            }
        }
    }

    [Fact]
    public async Task The_second_collection_reads_no_pack()
    {
        await using GarbageStore garbage = await FilledAsync();
        string expected = Describe(await PlanAsync(garbage.Store, Noting));
        foreach (string pack in await garbage.PacksAsync())
        {
            byte[] content = await garbage.ReadAsync(pack);
            content[PackRecordHeader.Size] ^= 1; // in the payload of the first record
            await garbage.ReplaceAsync(pack, content);
        }

        await Assert.ThrowsAsync<CorruptDataException>(() => PlanAsync(garbage.Store, new ListedReferences()));
        garbage.Backend.Before = (operation, name) => operation == BackendOperation.Read && name.StartsWith(PackName.Prefix, StringComparison.Ordinal)
            ? throw new BackendException($"Cannot read '{name}': EIO.") : Task.CompletedTask;
        Assert.Equal(expected, Describe(await PlanAsync(garbage.Store, Noting)));
    }

    [Fact]
    public async Task What_only_a_dead_tree_needs_is_dead_though_it_was_noted()
    {
        await using GarbageStore garbage = await FilledAsync();
        await PlanAsync(garbage.Store, Noting);
        await garbage.DeleteAsync("one");
        CollectionPlan plan = await PlanAsync(garbage.Store, Noting);
        Assert.Equal(Describe(await PlanAsync(garbage.Store, new ListedReferences())), Describe(plan));
        await plan.ApplyAsync();
        await AssertIntactAsync(garbage);
        Assert.DoesNotContain(GarbageStore.ChunkId(1), await PresentAsync(garbage));
    }

    /// <summary>Another version may find more in the same bytes: what the first did not see must not be deleted.</summary>
    [Fact]
    public async Task What_another_version_noted_is_not_believed()
    {
        await using GarbageStore garbage = await FilledAsync();
        await PlanAsync(garbage.Store, new BlindReferences("listed 0"));
        Assert.NotEmpty(await garbage.Memory.NamesAsync("references/"));
        CollectionPlan plan = await PlanAsync(garbage.Store, Noting);
        Assert.Equal(Describe(await PlanAsync(garbage.Store, new ListedReferences())), Describe(plan));
        await plan.ApplyAsync();
        await AssertIntactAsync(garbage);
    }

    /// <summary>The test above can fail: with the same version it is believed.</summary>
    [Fact]
    public async Task What_the_same_version_noted_is_believed()
    {
        await using GarbageStore garbage = await FilledAsync();
        await PlanAsync(garbage.Store, new BlindReferences(Noting.Version));
        CollectionPlan plan = await PlanAsync(garbage.Store, Noting);
        Assert.NotEqual(Describe(await PlanAsync(garbage.Store, new ListedReferences())), Describe(plan));
    }

    [Fact]
    public async Task A_block_of_prefixes_that_is_damaged_is_read_from_the_trees_and_made_anew()
    {
        await using GarbageStore garbage = await FilledAsync();
        string expected = Describe(await PlanAsync(garbage.Store, Noting));
        string[] names = await garbage.Memory.NamesAsync("references/");
        foreach (string name in names)
        {
            byte[] content = await garbage.ReadAsync(name);
            content[^1] ^= 1;
            await garbage.ReplaceAsync(name, content);
        }

        Assert.Equal(expected, Describe(await PlanAsync(garbage.Store, Noting)));
        Assert.Equal(expected, Describe(await PlanAsync(garbage.Store, Noting)));
        Assert.Equal(names, await garbage.Memory.NamesAsync("references/"));
    }

    [Fact]
    public async Task A_disk_that_is_full_ends_no_collection()
    {
        await using GarbageStore garbage = await FilledAsync();
        garbage.Backend.Before = (operation, name) => operation == BackendOperation.Create && name.StartsWith("references/", StringComparison.Ordinal)
            ? throw new StoreFullException(name, null) : Task.CompletedTask;
        await garbage.DeleteAsync("one");
        CollectionResult result = await (await PlanAsync(garbage.Store, Noting)).ApplyAsync();
        Assert.True(result.PacksDeleted > 0, result.ToString());
        Assert.Empty(await garbage.Memory.NamesAsync("references/"));
        await AssertIntactAsync(garbage);
    }

    [Fact]
    public async Task What_was_noted_goes_with_its_pack()
    {
        await using GarbageStore garbage = await FilledAsync();
        await PlanAsync(garbage.Store, Noting);
        await garbage.DeleteAsync("one");
        await garbage.DeleteAsync("two");
        await (await PlanAsync(garbage.Store, Noting)).ApplyAsync();
        Assert.Empty(await garbage.PacksAsync());
        Assert.Empty(await garbage.Memory.NamesAsync("references/"));
    }

    [Theory]
    [InlineData(BackendOperation.List)]
    [InlineData(BackendOperation.Delete)]
    public async Task A_disk_that_cannot_clear_notes_away_ends_no_collection(BackendOperation failing)
    {
        await using GarbageStore garbage = await FilledAsync();
        await PlanAsync(garbage.Store, Noting);
        await garbage.DeleteAsync("one");
        garbage.Backend.Before = (operation, name) => operation == failing && name.StartsWith("references/", StringComparison.Ordinal)
            ? throw new BackendException($"Cannot use '{name}': EIO.") : Task.CompletedTask;
        Assert.NotEqual(0, (await (await PlanAsync(garbage.Store, Noting)).ApplyAsync()).PacksDeleted);
        Assert.False((await PlanAsync(garbage.Store, Noting)).IsContinuation);
    }

    [Fact]
    public async Task Of_small_packs_and_without_a_version_nothing_is_noted()
    {
        await using GarbageStore garbage = await FilledAsync();
        await PlanAsync(garbage.Store, new ListedReferences());
        Assert.Empty(await garbage.Memory.NamesAsync("references/"));
        await using GarbageStore small = await GarbageStore.CreateAsync(new BlobStoreOptions());
        await small.CommitAsync("one", 1, 2);
        await PlanAsync(small.Store, Noting);
        Assert.Empty(await small.Memory.NamesAsync("references/"));
    }

    private static BlobKind[] Kinds => [BlobKind.Tree, BlobKind.ChunkList, BlobKind.Snapshot];

    internal static Task<CollectionPlan> PlanAsync(BlobStore store, IBlobReferences references) =>
        store.PlanCollectionAsync(references, GarbageStore.Impatient);

    internal static string Describe(CollectionPlan plan) =>
        string.Join("; ", plan.Packs.OrderBy(pack => pack.Name, StringComparer.Ordinal)) + $"; {plan.BytesToRewrite} {plan.DeadBytesLeft}";

    // Two snapshots, each of a tree of its own over chunks of its own and one that both need.
    internal static async Task<GarbageStore> FilledAsync()
    {
        GarbageStore garbage = await GarbageStore.CreateAsync(Options);
        foreach ((string name, int first) in new[] { ("one", 1), ("two", 100) })
        {
            await using StorePin pin = await garbage.Store.PinAsync();
            int[] chunks = [.. Enumerable.Range(first, 20), 1000];
            await garbage.Store.PutAsync([.. chunks.Select(seed => (BlobKind.Chunk, GarbageStore.Chunk(seed)))]);
            byte[] tree = ListedReferences.List(0, [.. chunks.Select(seed => (BlobKind.Chunk, GarbageStore.ChunkId(seed)))]);
            BlobId treeId = (await garbage.Store.PutAsync((BlobKind.Tree, tree)))[0];
            byte[] snapshot = ListedReferences.List(0, (BlobKind.Tree, treeId));
            await garbage.Store.Refs.UpdateAsync(name, (await garbage.Store.PutAsync((BlobKind.Snapshot, snapshot)))[0], 0);
        }

        return garbage;
    }

    // Trees over what there is and over new chunks, some of them below a ref.
    private static async Task GrowAsync(BlobStore store, Random random, List<BlobReference> blobs)
    {
        await using StorePin pin = await store.PinAsync();
        await using BlobWriter writer = store.BeginWrite();
        for (int i = 0; i < 30; i++)
        {
            BlobKind kind = (BlobKind)random.Next(1, 5);
            byte[] plain = kind == BlobKind.Chunk || blobs.Count == 0
                ? GarbageStore.Chunk(random.Next())
                : ListedReferences.List(random.Next(30), [.. random.GetItems(blobs.ToArray(), random.Next(6)).Select(blob => (blob.Kind, blob.Id))]);
            kind = blobs.Count == 0 ? BlobKind.Chunk : kind;
            blobs.Add(new BlobReference(kind, await writer.PutAsync(kind, plain)));
        }

        await writer.FlushAsync();
        foreach (BlobReference root in random.GetItems(blobs.Where(blob => blob.Kind != BlobKind.Chunk).ToArray(), 2))
        {
            string name = $"ref{random.Next(5)}";
            RefValue? current = await store.Refs.GetAsync(name);
            await store.Refs.UpdateAsync(name, root.Id, current?.Generation ?? 0);
        }
    }

    // What later trees may refer to: of a dead one that is still there, what it needs may be gone.
    private static async Task<List<BlobReference>> LiveAsync(BlobStore store)
    {
        HashSet<BlobReference> live = [];
        Queue<BlobReference> rest = new(await store.Refs.ListAsync().SelectMany(found => Kinds.Select(kind => new BlobReference(kind, found.Target)).ToAsyncEnumerable()).ToListAsync());
        while (rest.TryDequeue(out BlobReference next))
        {
            List<BlobReference> found = [];
            try
            {
                new ListedReferences().AddReferences(next.Kind, await store.ReadAsync(next.Id, next.Kind), found);
            }
            catch (CorruptDataException)
            {
                continue; // a root of another kind
            }

            if (live.Add(next) && next.Kind != BlobKind.Chunk)
            {
                found.ForEach(rest.Enqueue);
            }
        }

        return [.. live];
    }

    private static async Task DamageAsync(GarbageStore garbage, string name, Random random)
    {
        byte[] content = await garbage.ReadAsync(name);
        if (content.Length == 0)
        {
            return; // cut to nothing in an earlier round, and its pack is dead: nobody made it anew
        }

        content[random.Next(content.Length)] ^= (byte)(1 << random.Next(8));
        await garbage.ReplaceAsync(name, random.Next(3) == 0 ? content[..random.Next(content.Length)] : content);
    }

    private static async Task AssertIntactAsync(GarbageStore garbage)
    {
        await using BlobStore fresh = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), Options);
        VerificationReport report = await fresh.VerifyAsync(references: new ListedReferences());

        // Where only some trees of a pack are live nobody reads the prefixes that are noted of it: a damaged one is found here.
        Assert.All(report.Objects, found => Assert.StartsWith("references/", found.Name, StringComparison.Ordinal));
        Assert.Equal((0, 0, 0), (report.Packs.Count, report.Blobs.Count, report.Refs.Count));
        Assert.True((await fresh.VerifyAsync(references: new ListedReferences())).IsSound);
    }

    private static async Task<List<BlobId>> PresentAsync(GarbageStore garbage)
    {
        await using BlobStore fresh = await BlobStore.OpenAsync(new HookedBackend(garbage.Memory), Options);
        return [.. Enumerable.Range(0, 2000).Select(seed => GarbageStore.ChunkId(seed)).Where(fresh.Contains)];
    }

    /// <summary>Sees no chunks: an older version that did not know them.</summary>
    private sealed class BlindReferences(string? version) : IBlobReferences
    {
        public string? Version => version;

        public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
        {
            List<BlobReference> all = [];
            new ListedReferences().AddReferences(kind, plain, all);
            foreach (BlobReference reference in all.Where(reference => reference.Kind != BlobKind.Chunk))
            {
                references.Add(reference);
            }
        }
    }
}
