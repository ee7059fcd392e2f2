using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.Testing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Transfers with another process, over its standard input and output; it may be killed at any moment.</summary>
public sealed class ChildTransferTests : IDisposable
{
    private const int Kills = 20;

    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task A_child_process_serves_a_pull()
    {
        BlobId snapshot = await PutOnDiskAsync("source");
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await using ProcessPeerConnection child = Start("serve", PathOf("source"));

        TransferResult result = await target.Store.ReceiveAsync(child, [new TransferRequest(snapshot)]);

        Assert.Equal(target.Blobs.GetStatistics().Blobs, result.BlobsTransferred);
        Assert.True((await target.Store.VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task A_sender_may_be_killed_at_any_moment()
    {
        BlobId snapshot = await PutOnDiskAsync("source");
        Random random = new(1);
        for (int i = 0; i < Kills; i++)
        {
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            await using (ProcessPeerConnection child = Start("serve", PathOf("source")))
            {
                KillingProgress killer = new(child, random.Next(1, 6));
                await EndsAsync(target.Store.ReceiveAsync(child, [new TransferRequest(snapshot)], progress: killer));
            }

            await using ProcessPeerConnection second = Start("serve", PathOf("source"));
            await target.Store.ReceiveAsync(second, [new TransferRequest(snapshot)]);
            Assert.True((await target.Store.VerifyAsync()).IsSound);
        }
    }

    [Fact]
    public async Task A_receiver_may_be_killed_at_any_moment()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await PutAsync(source);
        Random random = new(2);
        for (int i = 0; i < Kills; i++)
        {
            string path = PathOf($"target{i}");
            await (await BlobStore.CreateAsync(new DiskBackend(Directory.CreateDirectory(path).FullName))).DisposeAsync();
            await using (ProcessPeerConnection child = Start("receive", path, snapshot.ToString()))
            {
                await EndsAsync(source.Store.ServeTransferAsync(new KillingConnection(child, random.Next(1, 8)), new TransferPolicy { AllowPull = true }));
            }

            await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(path));
            VolumeStore target = new(blobs);
            Assert.True((await target.VerifyAsync()).IsSound);
            await target.PullAsync(source.Store, [snapshot]);
            Assert.True((await blobs.Refs.GetAsync("copy")) is null or { Generation: 1 });
            Assert.Equal(source.Blobs.GetStatistics().Blobs, blobs.GetStatistics().Blobs);
        }
    }

    [Fact]
    public async Task A_child_that_says_nothing_does_not_hold_up_a_cancellation()
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        await using ProcessPeerConnection child = Run("sleep", ["1000"]);
        using CancellationTokenSource cancellation = new();
        Task pull = target.Store.ReceiveAsync(child, [new TransferRequest(Sample.Id(1))], cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
    }

    public void Dispose() => _directory.Dispose();

    private static ProcessPeerConnection Start(params string[] arguments) => Run("dotnet", ["exec", typeof(Program).Assembly.Location, .. arguments]);

    private static ProcessPeerConnection Run(string program, string[] arguments) =>
        (ProcessPeerConnection)ProcessPeer.Start(new ProcessPeerOptions { FileName = program, Arguments = arguments });

    private static async Task EndsAsync(Task transfer)
    {
        try
        {
            await transfer;
        }
        catch (TransferException failure)
        {
            Assert.Equal(TransferError.ConnectionLost, failure.Error);
        }
    }

    private string PathOf(string name) => Path.Combine(_directory.Path, name);

    private async Task<BlobId> PutOnDiskAsync(string name)
    {
        string path = Directory.CreateDirectory(PathOf(name)).FullName;
        await using MemoryVolume volume = await MemoryVolume.CreateAsync(new DiskBackend(path));
        return await PutAsync(volume);
    }

    private static Task<BlobId> PutAsync(MemoryVolume volume)
    {
        Random random = new(3);
        List<ModelTree> directories = [];
        for (int i = 0; i < 30; i++)
        {
            byte[] data = new byte[300];
            random.NextBytes(data);
            ModelTree file = new() { Entry = Sample.File("f") with { Length = data.Length }, Data = data };
            directories.Add(new ModelTree { Entry = Sample.Directory($"d{i:D2}"), Children = [file] });
        }

        return volume.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory(""), Children = directories });
    }
}
