using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Senders that show an older snapshot as the newest: restored from a backup, or lying.</summary>
public sealed class WentBackTests
{
    private static readonly TransferRequest _web = new("web") { RefName = "copy" };

    [Fact]
    public async Task A_sender_that_was_set_back_is_refused_and_nothing_moves()
    {
        await using Restored restored = await Restored.CreateAsync();

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => restored.PullAsync(_web with { ExpectedGeneration = 1 }));

        Assert.Equal(TransferError.WentBack, failure.Error);
        Assert.False(failure.IsFromPeer);
        Assert.Equal(new RefValue("copy", 1, restored.Newer), await restored.Target.Blobs.Refs.GetAsync("copy"));
        Assert.False(restored.Target.Blobs.Contains(restored.Older));
    }

    [Fact]
    public async Task Who_asks_it_for_an_id_gets_nothing_older_in_its_place()
    {
        await using Restored restored = await Restored.CreateAsync();
        await using MemoryVolume other = await MemoryVolume.CreateAsync();

        TransferException failure = await Assert.ThrowsAsync<TransferException>(
            () => restored.PullIntoAsync(other, new TransferRequest(restored.Newer) { RefName = "copy" }));

        Assert.Equal(TransferError.NotFound, failure.Error);
        Assert.Null(await other.Blobs.Refs.GetAsync("copy"));
        Assert.False(other.Blobs.Contains(restored.Older));
    }

    [Fact]
    public async Task A_plan_of_it_is_refused_too()
    {
        await using Restored restored = await Restored.CreateAsync();

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => restored.PlanAsync(_web));

        Assert.Equal(TransferError.WentBack, failure.Error);
    }

    [Fact]
    public async Task Another_snapshot_at_the_same_generation_is_refused()
    {
        await using Restored restored = await Restored.CreateAsync();
        BlobId other = await restored.Backup.PutSnapshotAsync(File("other"));
        await restored.Backup.Blobs.Refs.UpdateAsync("web", other, 1);

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => restored.PullAsync(_web with { ExpectedGeneration = 1 }));

        Assert.Equal(TransferError.WentBack, failure.Error);
    }

    [Fact]
    public async Task Who_allows_it_takes_what_is_there_and_remembers_it()
    {
        await using Restored restored = await Restored.CreateAsync();

        await restored.PullAsync(_web with { ExpectedGeneration = 1, AllowOlder = true });
        await restored.PullAsync(_web with { ExpectedGeneration = 2 });

        Assert.Equal(new RefValue("copy", 2, restored.Older), await restored.Target.Blobs.Refs.GetAsync("copy"));
    }

    [Fact]
    public async Task What_was_accepted_once_is_taken_again_and_what_is_newer_too()
    {
        await using Restored restored = await Restored.CreateAsync();
        BlobId newest = await restored.Source.PutSnapshotAsync(File("newest"));

        await restored.PullAsync(restored.Source, _web);
        await restored.Source.Blobs.Refs.UpdateAsync("web", newest, 2);
        await restored.PullAsync(restored.Source, _web with { ExpectedGeneration = 1 });

        Assert.Equal(new RefValue("copy", 2, newest), await restored.Target.Blobs.Refs.GetAsync("copy"));
    }

    [Fact]
    public async Task Another_store_has_a_memory_of_its_own()
    {
        await using Restored restored = await Restored.CreateAsync();
        await using MemoryVolume other = await MemoryVolume.CreateAsync();
        BlobId snapshot = await other.PutSnapshotAsync(File("other"));
        await other.Blobs.Refs.UpdateAsync("web", snapshot, 0);

        await restored.PullAsync(other, _web with { ExpectedGeneration = 1 });

        Assert.Equal(snapshot, (await restored.Target.Blobs.Refs.GetAsync("copy"))?.Target);
    }

    [Fact]
    public async Task Another_store_than_was_expected_is_refused()
    {
        await using Restored restored = await Restored.CreateAsync();
        TransferOptions options = new() { PeerStoreId = Guid.NewGuid() };

        TransferException failure = await Assert.ThrowsAsync<TransferException>(() => restored.PullAsync(restored.Source, _web, options));

        Assert.Equal(TransferError.Refused, failure.Error);
        await restored.PullAsync(restored.Source, _web, new TransferOptions { PeerStoreId = restored.Source.Blobs.Format.StoreId });
    }

    [Fact]
    public async Task A_ref_without_a_generation_is_no_offer()
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        FakePeer peer = FakePeer.Create(out IDuplexPipe end);
        Task pull = target.Store.ReceiveAsync(end, [_web]);

        await peer.OfferAsync(Sample.Id(7));

        await Assert.ThrowsAsync<TransferProtocolException>(() => pull);
    }

    private static ModelTree File(string content)
    {
        byte[] data = System.Text.Encoding.ASCII.GetBytes(content);
        return new ModelTree { Entry = Sample.Directory(""), Children = [new ModelTree { Entry = Sample.File("f") with { Length = data.Length }, Data = data }] };
    }

    /// <summary>A source whose ref a target has pulled at its second generation, and a backup of the source that has the first.</summary>
    private sealed class Restored(MemoryVolume source, MemoryVolume backup, MemoryVolume target) : IAsyncDisposable
    {
        public MemoryVolume Source => source;

        public MemoryVolume Backup => backup;

        public MemoryVolume Target => target;

        public BlobId Older { get; private set; }

        public BlobId Newer { get; private set; }

        public static async Task<Restored> CreateAsync()
        {
            MemoryBackend memory = new();
            MemoryVolume source = await MemoryVolume.CreateAsync(memory);
            BlobId older = await source.PutSnapshotAsync(File("older"));
            await source.Blobs.Refs.UpdateAsync("web", older, 0);
            MemoryVolume backup = MemoryVolume.Of(await BlobStore.OpenAsync(await CopyAsync(memory)));
            BlobId newer = await source.PutSnapshotAsync(File("newer"));
            await source.Blobs.Refs.UpdateAsync("web", newer, 1);
            Restored restored = new(source, backup, await MemoryVolume.CreateAsync()) { Older = older, Newer = newer };
            await restored.PullAsync(source, _web);
            return restored;
        }

        public Task PullAsync(TransferRequest request) => PullAsync(backup, request);

        public Task PullAsync(MemoryVolume from, TransferRequest request, TransferOptions? options = null) =>
            ServedAsync(from, end => target.Store.ReceiveAsync(end, [request], options));

        public Task PullIntoAsync(MemoryVolume other, TransferRequest request) => ServedAsync(backup, end => other.Store.ReceiveAsync(end, [request]));

        public Task PlanAsync(TransferRequest request) => ServedAsync(backup, end => target.Store.PlanReceiveAsync(end, [request]));

        public async ValueTask DisposeAsync()
        {
            await source.DisposeAsync();
            await backup.DisposeAsync();
            await target.DisposeAsync();
        }

        private static async Task ServedAsync(MemoryVolume from, Func<IDuplexPipe, Task> receive)
        {
            (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
            Task serving = from.Store.ServeTransferAsync(far, new TransferPolicy { AllowPull = true });
            Task receiving = receive(near);
            await Task.WhenAll(serving, receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await receiving;
            await serving;
        }

        private static async Task<MemoryBackend> CopyAsync(MemoryBackend memory)
        {
            MemoryBackend copy = new();
            await foreach (StoredObject each in memory.ListAsync("", default))
            {
                byte[] content = new byte[each.LengthBytes];
                await memory.ReadAsync(each.Name, 0, content, default);
                await copy.CreateIfAbsentAsync(each.Name, new(content), default);
            }

            return copy;
        }
    }
}
