using Hoody.ChunkStore;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Collections at either side while a transfer is under way: what was found, and what has come, stays.</summary>
public sealed class CollectedTransferTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collection_at_any_moment_takes_nothing_from_a_transfer(bool isAtSource)
    {
        for (int moment = 1; moment <= 4; moment++)
        {
            await using MemoryVolume source = await MemoryVolume.CreateAsync();
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            ModelTree tree = Tree(seed: 1);
            BlobId snapshot = await source.PutSnapshotAsync(tree);
            await source.Blobs.Refs.UpdateAsync("kept", snapshot, 0);
            await source.PutSnapshotAsync(Tree(seed: 2)); // garbage

            // Garbage that the transfer finds held, and half of which it needs.
            await target.PutSnapshotAsync(new ModelTree { Entry = tree.Entry, Children = tree.Children.Take(100).ToArray() });
            Collecting collecting = new(isAtSource ? source : target, moment);

            await using (await target.Blobs.PinAsync()) // until there is a ref
            {
                await target.Store.PullAsync(source.Store, [snapshot], progress: collecting);
                await target.Blobs.Refs.UpdateAsync("copy", snapshot, 0);
            }

            await collecting.EndAsync();

            Assert.True((await target.Store.VerifyAsync()).IsSound);
            ModelTree pulled = await ModelTree.LoadAsync(target.Blobs, (await target.Store.GetSnapshotAsync(snapshot)).Root);
            Assert.Equal(tree.Flatten(), pulled.Flatten());
        }
    }

    private static ModelTree Tree(int seed)
    {
        Random random = new(seed);
        List<ModelTree> files = [];
        for (int i = 0; i < 300; i++)
        {
            byte[] data = new byte[30];
            random.NextBytes(data);
            files.Add(new ModelTree { Entry = Sample.File($"{i:D3}") with { Length = data.Length }, Data = data });
        }

        return new ModelTree { Entry = Sample.Directory(""), Children = files };
    }

    /// <summary>Begins a collection at the n-th report, or at the end when there are fewer; it waits for the transfer's lease by itself.</summary>
    private sealed class Collecting(MemoryVolume volume, int moment) : IProgress<TransferProgress>
    {
        private int _left = moment;
        private Task? _collection;

        public void Report(TransferProgress value)
        {
            if (--_left == 0)
            {
                _collection = Task.Run(CollectAsync);
            }
        }

        public Task EndAsync() => _collection ?? CollectAsync();

        private async Task CollectAsync()
        {
            CollectionPlan plan = await volume.Store.PlanCollectionAsync();
            await plan.ApplyAsync();
        }
    }
}
