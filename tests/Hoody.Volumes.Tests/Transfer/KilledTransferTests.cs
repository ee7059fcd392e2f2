using Hoody.ChunkStore;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Refs;
using Hoody.Testing;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Hoody.Volumes.Transports;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>
/// Two stores on a disk that a snapshot after the other moves between, while the process of one side is killed by <c>SIGKILL</c>. After each kill the
/// receiver's store is sound, its ref is the old one or the new one, and trying again completes.
/// </summary>
public sealed class KilledTransferTests : IDisposable
{
    private const string Ref = "copy";

    // A machine that stands still for a minute is not what this is about.
    private static readonly TransferOptions _patient = new() { IdleTimeout = TimeSpan.FromMinutes(20) };

    // HOODY_LONG_TESTS=1 for the thousand.
    private static readonly int _kills = LongForm.Choose(55, 1_000);

    private readonly TempDirectory _directory = new();
    private readonly Random _random = new(20261129);

    [Fact]
    public Task A_sender_may_be_killed_at_any_moment() => KillAsync((source, snapshot, before, target) =>
    {
        ProcessPeerConnection child = TransferChild.Start("serve", source);
        KillingConnection link = new(child, NextRead(), NextPause());
        TransferRequest request = new(snapshot) { RefName = Ref, ExpectedGeneration = before };
        return (child, target.Store.ReceiveAsync(link, [request], _patient));
    });

    [Fact]
    public Task A_receiver_may_be_killed_at_any_moment() => KillAsync((source, snapshot, before, target) =>
    {
        ProcessPeerConnection child = TransferChild.Start("receive", PathOf("target"), snapshot.ToString(), Ref, $"{before}");
        KillingConnection link = new(child, NextRead(), NextPause());
        return (child, ServeAsync(source, link));
    });

    public void Dispose() => _directory.Dispose();

    private async Task KillAsync(Func<string, BlobId, long, MemoryVolume, (ProcessPeerConnection Child, Task Transfer)> begin)
    {
        string source = PathOf("source");
        await using MemoryVolume sender = await MemoryVolume.CreateAsync(new DiskBackend(source));
        await (await MemoryVolume.CreateAsync(new DiskBackend(PathOf("target")))).DisposeAsync();
        RefValue? old = null;
        int unfinished = 0;
        for (int i = 0; i < _kills; i++)
        {
            BlobId snapshot = await sender.PutSnapshotAsync(NextTree());
            await using (MemoryVolume target = MemoryVolume.Of(await BlobStore.OpenAsync(new DiskBackend(PathOf("target")))))
            {
                (ProcessPeerConnection child, Task transfer) = begin(source, snapshot, old?.Generation ?? 0, target);
                await using (child)
                {
                    unfinished += await IsCutOffAsync(transfer) ? 1 : 0;
                    child.Kill(); // when the moment that was drawn did not come: right after the end
                }
            }

            old = await CompleteAsync(sender, snapshot, old);
        }

        Assert.InRange(unfinished, 1, _kills);
        await CollectAsync();
    }

    /// <summary>The pins that the dead have left hold nobody off who knows that they are dead; what the ref needs is kept.</summary>
    private async Task CollectAsync()
    {
        await using MemoryVolume target = MemoryVolume.Of(await BlobStore.OpenAsync(new DiskBackend(PathOf("target"))));
        long before = target.Blobs.GetStatistics().Blobs;
        await (await target.Store.PlanCollectionAsync(ImpatientCollection.Options)).ApplyAsync();
        Assert.InRange(target.Blobs.GetStatistics().Blobs, 1, before - 1);
        Assert.True((await target.Store.VerifyAsync()).IsSound);
    }

    /// <summary>Looks at the receiver's store as the kill left it, and tries again.</summary>
    private async Task<RefValue> CompleteAsync(MemoryVolume sender, BlobId snapshot, RefValue? old)
    {
        await using MemoryVolume target = MemoryVolume.Of(await BlobStore.OpenAsync(new DiskBackend(PathOf("target"))));
        Assert.True((await target.Store.VerifyAsync()).IsSound);
        RefValue? found = await target.Blobs.Refs.GetAsync(Ref);
        Assert.True(found == old || (found?.Target == snapshot && found.Generation == (old?.Generation ?? 0) + 1), $"{old} became {found}");

        LinkedPair pair = LinkedPair.Of(sender, target);
        TransferRequest request = new(snapshot) { RefName = Ref, ExpectedGeneration = old?.Generation ?? 0 };
        Assert.NotNull(await pair.TryPullAsync(new FaultyLink(LinkFault.Fragment, -1, isFromFar: false), request));
        RefValue made = (await target.Blobs.Refs.GetAsync(Ref))!; // it was just made
        Assert.Equal((snapshot, (old?.Generation ?? 0) + 1), (made.Target, made.Generation));
        return made;
    }

    private static async Task<bool> IsCutOffAsync(Task transfer)
    {
        try
        {
            await transfer;
            return false;
        }
        catch (TransferException failure)
        {
            Assert.Equal(TransferError.ConnectionLost, failure.Error);
            return true;
        }
    }

    private static async Task ServeAsync(string path, KillingConnection link)
    {
        await using BlobStore blobs = await BlobStore.OpenAsync(new DiskBackend(path));
        await new VolumeStore(blobs).ServeTransferAsync(link, new TransferPolicy { AllowPull = true }, _patient);
    }

    private int NextRead() => _random.Next(1, 9);

    // From at once to a few milliseconds: so that what the process does between two messages, the syncs and the ref among it, is met too.
    private int NextPause() => _random.Next(2) == 0 ? 0 : _random.Next(200_000);

    private ModelTree NextTree()
    {
        List<ModelTree> directories = [];
        for (int i = 0; i < 10; i++)
        {
            byte[] data = new byte[300];
            _random.NextBytes(data);
            ModelTree file = new() { Entry = Sample.File("f") with { Length = data.Length }, Data = data };
            directories.Add(new ModelTree { Entry = Sample.Directory($"d{i:D2}"), Children = [file] });
        }

        return new ModelTree { Entry = Sample.Directory(""), Children = directories };
    }

    private string PathOf(string name) => Directory.CreateDirectory(_directory[name]).FullName;
}
