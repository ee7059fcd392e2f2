using FsCheck.Xunit;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Transfer;

public sealed class PullTests
{
    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task What_was_pulled_is_complete_and_the_same(ModelTree tree)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(tree);

        await target.Store.PullAsync(source.Store, [snapshot]);

        SnapshotRecord pulled = await target.Store.GetSnapshotAsync(snapshot);
        AssertSame(tree, await ModelTree.LoadAsync(target.Blobs, pulled.Root));
        Assert.Equal(source.Blobs.GetStatistics().Blobs, target.Blobs.GetStatistics().Blobs);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task A_second_pull_moves_nothing(ModelTree first, ModelTree second)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId[] snapshots = [await source.PutSnapshotAsync(first), await source.PutSnapshotAsync(second)];
        await target.Store.PullAsync(source.Store, snapshots);

        TransferResult result = await target.Store.PullAsync(source.Store, snapshots);

        Assert.Equal((0, 0), (result.BlobsTransferred, result.BytesTransferred));
        Assert.True(result.BlobsHeld > 0);
    }

    [Property(Arbitrary = [typeof(ModelGenerators)])]
    public async Task Only_what_the_target_lacks_is_moved(ModelTree first, ModelTree second)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await target.PutSnapshotAsync(first);
        StoreStatistics before = target.Blobs.GetStatistics();

        TransferResult result = await target.Store.PullAsync(source.Store, [await source.PutSnapshotAsync(second)]);

        StoreStatistics after = target.Blobs.GetStatistics();
        Assert.Equal(
            (after.Blobs - before.Blobs, after.PlainBytes - before.PlainBytes), (result.BlobsTransferred, result.BytesTransferred));
    }

    [Fact]
    public async Task A_chunk_that_the_target_lost_is_brought_although_its_tree_is_held()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree(File("f", "abcdef")));
        BlobId lost = BlobId.Compute(BlobKind.Chunk, "def"u8);
        await CopyAllButAsync(source, target, snapshot, lost);

        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        Assert.Equal(1, result.BlobsTransferred);
        Assert.True(target.Blobs.Contains(lost));
    }

    [Fact]
    public async Task Parents_are_not_brought_along()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId parent = await source.PutSnapshotAsync(Tree(File("f", "1")));
        BlobId child = await source.Store.PutSnapshotAsync(new SnapshotRecord
        {
            Root = await source.PutAsync(Tree(File("f", "2"))),
            CreatedTime = DateTimeOffset.UnixEpoch,
            Parents = [parent],
        });

        await target.Store.PullAsync(source.Store, [child]);

        Assert.False(target.Blobs.Contains(parent));
    }

    [Fact]
    public async Task Nothing_asked_for_is_nothing_moved()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();

        Assert.Equal(new TransferResult(0, 0, 0), await target.Store.PullAsync(source.Store, []));
    }

    [Fact]
    public async Task A_snapshot_that_the_source_lacks_stops_the_pull_before_it_begins()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree(File("f", "1")));

        await Assert.ThrowsAsync<BlobNotFoundException>(() => target.Store.PullAsync(source.Store, [snapshot, Sample.Id(1)]));

        Assert.Equal(0, target.Blobs.GetStatistics().Blobs);
    }

    [Fact]
    public async Task A_chunk_that_the_source_lacks_leaves_no_snapshot_behind()
    {
        await using MemoryVolume whole = await MemoryVolume.CreateAsync();
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await whole.PutSnapshotAsync(Tree(File("f", "abcdef")));
        BlobId lost = BlobId.Compute(BlobKind.Chunk, "def"u8);
        await CopyAllButAsync(whole, source, snapshot, lost);

        var exception = await Assert.ThrowsAsync<BlobNotFoundException>(() => target.Store.PullAsync(source.Store, [snapshot]));

        Assert.Equal(lost, exception.Id);
        Assert.False(target.Blobs.Contains(snapshot));
    }

    [Fact]
    public async Task A_cancelled_pull_leaves_no_snapshot_and_resumes_where_it_was()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await PutLargeSnapshotAsync(source, chunkCount: 2_000, chunkLength: 40_000);
        using CancellationTokenSource cancellation = new();
        // By then, more than one pack of 16 MiB is full.
        Observer observer = new((_, report) => { if (report.BytesTransferred > 70_000_000) { cancellation.Cancel(); } });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            target.Store.PullAsync(source.Store, [snapshot], progress: observer, cancellationToken: cancellation.Token));
        Assert.False(target.Blobs.Contains(snapshot));
        long arrived = target.Blobs.GetStatistics().Blobs;
        TransferResult result = await target.Store.PullAsync(source.Store, [snapshot]);

        Assert.True(arrived > 0, "no pack was full");
        Assert.Equal(source.Blobs.GetStatistics().Blobs, arrived + result.BlobsTransferred);
        Assert.True(target.Blobs.Contains(snapshot));
    }

    [Fact]
    public async Task Progress_grows_to_the_result()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        List<TransferProgress> reports = [];

        TransferResult result = await target.Store.PullAsync(
            source.Store,
            [await PutLargeSnapshotAsync(source, chunkCount: 1_500, chunkLength: 10)],
            progress: new Observer((_, report) => reports.Add(report)));

        Assert.True(reports.Count > 1);
        Assert.Equal(reports.OrderBy(report => report.BytesTransferred), reports);
        Assert.Equal(new TransferProgress(result.BlobsTransferred, result.BytesTransferred, result.BlobsHeld, result.WireBytes) { FilesTransferred = 1 }, reports[^1]);
    }

    /// <summary>Copies every blob of the source by itself, in an order of its own.</summary>
    private static async Task CopyAllButAsync(MemoryVolume source, MemoryVolume target, BlobId snapshot, BlobId left)
    {
        TreeEntry root = (await source.Store.GetSnapshotAsync(snapshot)).Root;
        TreeEntry file = (await Sample.ReadDirectoryAsync(source.Blobs, root))[0];
        IReadOnlyList<ChunkSpan> chunks = await Sample.ReadChunksAsync(source.Blobs, file);
        (BlobKind, BlobId)[] blobs =
        [
            (BlobKind.Snapshot, snapshot), (BlobKind.Tree, root.TreeId), (BlobKind.ChunkList, file.Content.Id),
            .. chunks.Select(chunk => (BlobKind.Chunk, chunk.Id)).Where(chunk => chunk.Id != left),
        ];
        foreach ((BlobKind kind, BlobId id) in blobs)
        {
            using System.Buffers.IMemoryOwner<byte> blob = await source.Blobs.GetAsync(id, kind);
            await target.PutBlobAsync(kind, blob.Memory);
        }
    }

    private static async Task<BlobId> PutLargeSnapshotAsync(MemoryVolume volume, int chunkCount, int chunkLength)
    {
        await using (BlobWriter writer = volume.Blobs.BeginWrite())
        {
            Random random = new(1);
            byte[] chunk = new byte[chunkLength];
            List<ChunkSpan> chunks = [];
            for (int i = 0; i < chunkCount; i++)
            {
                random.NextBytes(chunk);
                chunks.Add(new ChunkSpan(await writer.PutAsync(BlobKind.Chunk, chunk), chunk.Length));
            }

            TreeEntry file = Sample.File("large") with
            {
                Length = (long)chunkCount * chunkLength,
                Content = await TreeWriter.PutChunkListAsync(writer, chunks, TreePath.Root, default),
            };
            TreeEntry root = await TreeWriter.PutDirectoryAsync(writer, Sample.Directory(""), [file], TreePath.Root, default);
            await writer.FlushAsync();
            return await volume.PutSnapshotAsync(root);
        }
    }

    private static void AssertSame(ModelTree expected, ModelTree actual)
    {
        Assert.Equal(expected.Flatten(), actual.Flatten());
        Assert.Equal(Data(expected), Data(actual));

        static IEnumerable<string> Data(ModelTree tree) => [Convert.ToHexString(tree.Data), .. tree.Children.SelectMany(Data)];
    }

    private static ModelTree Tree(params ModelTree[] children) => new() { Entry = Sample.Directory(""), Children = children };

    private static ModelTree File(string name, string data) =>
        new() { Entry = Sample.File(name, data), Data = System.Text.Encoding.ASCII.GetBytes(data) };

    private sealed class Observer(Action<int, TransferProgress> onReport) : IProgress<TransferProgress>
    {
        private int _count;

        public void Report(TransferProgress value) => onReport(++_count, value);
    }
}
