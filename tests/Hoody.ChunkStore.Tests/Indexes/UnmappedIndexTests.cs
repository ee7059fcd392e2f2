using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Indexes;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Testing;

namespace Hoody.ChunkStore.Tests.Indexes;

/// <summary>An index that is read by calls of the system: the same answers, nothing mapped, and errors where a mapping would end the process.</summary>
public sealed class UnmappedIndexTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>Parts of 64 entries, a page each.</summary>
    private static BlobStoreOptions Small => StoreFixture.SmallPacks with { IndexPartEntries = 64 };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task It_finds_what_a_mapped_one_finds_and_nothing_is_mapped_or_left_open()
    {
        BlobId[] ids = await FillAsync(500);
        BlobId[] strangers = [.. Enumerable.Range(1000, 500).Select(i => BlobId.Compute(BlobKind.Chunk, Plain(i)))];
        BlobStore store = await OpenAsync();
        Assert.NotEmpty(store.Index.Runs);
        Assert.All(ids, id => Assert.True(store.Contains(id)));
        Assert.All(strangers, id => Assert.False(store.Contains(id)));
        using (IndexSnapshot snapshot = store.Index.TakeSnapshot())
        {
            OrdinalSet marked = new(snapshot.OrdinalCount);
            List<ulong> missing = [];
            snapshot.Mark(Prefixes(ids), marked, missing);
            Assert.Empty(missing);
            Assert.All(ids, id => Assert.True(snapshot.TryFindOrdinal(id, out long ordinal) && marked.Contains(ordinal)));
        }

        Assert.Equal(store.Index.Runs.Sum(run => run.Parts.Length), OpenParts());
        Assert.DoesNotContain(File.ReadAllLines("/proc/self/maps"), line => line.Contains(_directory["store/index"], StringComparison.Ordinal));
        await store.DisposeAsync();
        Assert.Equal(0, OpenParts());
    }

    [Fact]
    public async Task Merges_and_collections_go_on_in_it()
    {
        BlobId[] ids = await FillAsync(100);
        await using BlobStore store = await OpenAsync();
        BlobId[] more = await PutAsync(store, 2000, 100);
        await store.Index.Compactor.CompactAsync(default);
        Assert.All(ids.Concat(more), id => Assert.True(store.Contains(id)));
        VerificationReport report = await store.VerifyAsync();
        Assert.True(report.IsSound, report.ToString());
    }

    [Fact]
    public async Task A_part_that_is_cut_short_is_a_miss_for_who_looks_and_an_error_for_who_deletes_until_the_packs_are_read_instead()
    {
        BlobId[] ids = await FillAsync(500);
        await using BlobStore store = await OpenAsync();
        using IndexSnapshot snapshot = store.Index.TakeSnapshot();
        CutParts();
        Assert.DoesNotContain(ids, store.Contains); // no page of it was looked at before
        CorruptDataException error = Assert.Throws<CorruptDataException>(() => snapshot.Mark(Prefixes(ids), new OrdinalSet(snapshot.OrdinalCount), []));
        Assert.Throws<CorruptDataException>(() => snapshot.TryFindOrdinal(ids[0], out _));
        Assert.Contains("'index/", error.Message, StringComparison.Ordinal);
        Assert.Contains("it ends after", error.Message, StringComparison.Ordinal);

        VerificationReport report = await store.VerifyAsync();
        Assert.All(report.Objects, damaged => Assert.StartsWith("index/", damaged.Name, StringComparison.Ordinal));
        Assert.NotEmpty(report.Objects);
        Assert.All(ids, id => Assert.True(store.Contains(id)));
    }

    [Fact]
    public async Task A_part_that_is_cut_short_ends_a_marking_that_passes_over_what_is_missing()
    {
        await FillAsync(500);
        DiskBackend backend = new(_directory["store"], new DiskBackendOptions { MapIndexes = false, IndexCacheLengthBytes = 64 << 10 });
        await using BlobStore store = await BlobStore.OpenAsync(backend, Small with { TreePackLengthBytes = 1 << 20 });
        byte[][] trees = [.. Enumerable.Range(0, 200).Select(i => StoreFixture.Bytes(i, 20))]; // too short to refer to anything
        byte[] snapshot = ListedReferences.List(0, [.. trees.Select(tree => (BlobKind.Tree, BlobId.Compute(BlobKind.Tree, tree)))]);
        BlobId[] ids = await store.PutAsync([.. trees.Select(tree => (BlobKind.Tree, tree)), (BlobKind.Snapshot, snapshot)]);
        await store.Index.Compactor.CompactAsync(default);
        using IndexLoader loader = new(backend, store.Index);
        using Marker marker = new(
            backend, store.Index, loader, new CuttingReferences(CutParts), new ReferenceHints(backend, null, 0), await loader.TakeSnapshotAsync(default));

        marker.AddRoot(ids[^1]);
        await Assert.ThrowsAsync<CorruptDataException>(() => marker.FollowAsync(isTolerant: true, default));
    }

    [Fact]
    public void A_cache_that_is_too_small_or_too_large_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiskBackendOptions { IndexCacheLengthBytes = (64 << 10) - 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DiskBackendOptions { IndexCacheLengthBytes = (1 << 30) + 1 });
    }

    private static ulong[] Prefixes(BlobId[] ids) => [.. ids.Select(id => IdPrefix.Of(id)).Order()];

    private static byte[] Plain(int i) => StoreFixture.Bytes(i, 100);

    private static Task<BlobId[]> PutAsync(BlobStore store, int first, int count) =>
        store.PutAsync([.. Enumerable.Range(first, count).Select(i => (BlobKind.Chunk, Plain(i)))]);

    private void CutParts()
    {
        foreach (string part in Directory.GetFiles(_directory["store/index"], "*-*"))
        {
            File.OpenHandle(part, FileMode.Truncate, FileAccess.Write).Dispose();
        }
    }

    private int OpenParts() => new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos()
        .Count(handle => handle.LinkTarget?.Contains(_directory["store/index"], StringComparison.Ordinal) == true);

    private Task<BlobStore> OpenAsync() => BlobStore.OpenAsync(
        new DiskBackend(_directory["store"], new DiskBackendOptions { MapIndexes = false, IndexCacheLengthBytes = 64 << 10 }), Small);

    private async Task<BlobId[]> FillAsync(int count)
    {
        await using BlobStore store = await BlobStore.CreateAsync(new DiskBackend(_directory["store"]), Small);
        BlobId[] ids = await PutAsync(store, 0, count);
        await store.Index.Compactor.CompactAsync(default);
        return ids;
    }

    /// <summary>Does something each time it is asked what a blob refers to.</summary>
    private sealed class CuttingReferences(Action cut) : IBlobReferences
    {
        public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
        {
            cut();
            new ListedReferences().AddReferences(kind, plain, references);
        }
    }
}
