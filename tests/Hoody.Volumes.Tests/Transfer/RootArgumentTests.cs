using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>Roots that no transfer can have: they are refused before anything is said or made.</summary>
public sealed class RootArgumentTests
{
    public static TheoryData<string, long> Refs() => new()
    {
        { new string('a', 513), 0 },
        { new string('a', 70_000), 0 },
        { "caf\u00e9", 0 },
        { "a\nb", 0 },
        { "web", -1 },
    };

    [Theory]
    [MemberData(nameof(Refs))]
    public async Task What_no_ref_can_be_is_refused_before_anything_is_said(string name, long generation)
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        BlobId snapshot = await volume.PutSnapshotAsync(new ModelTree { Entry = Sample.Directory("") });
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();

        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => volume.Store.SendAsync(near, [new TransferRoot(snapshot) { RefName = name, ExpectedGeneration = generation }]).WaitAsync(TimeSpan.FromMinutes(2)));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => volume.Store.ReceiveAsync(near, [new TransferRequest(name) { ExpectedGeneration = generation }]).WaitAsync(TimeSpan.FromMinutes(2)));
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => volume.Store.PlanReceiveAsync(near, [new TransferRequest(name) { ExpectedGeneration = generation }]).WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.False(far.Input.TryRead(out _));
    }

    [Fact]
    public async Task Nothing_is_no_root()
    {
        await using MemoryVolume volume = await MemoryVolume.CreateAsync();
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();

        await Assert.ThrowsAsync<ArgumentNullException>(() => volume.Store.SendAsync(near, [null!]));
        await Assert.ThrowsAsync<ArgumentNullException>(() => volume.Store.ReceiveAsync(near, [null!]));

        Assert.False(far.Input.TryRead(out _));
    }

    [Theory]
    [InlineData(4_097)]
    [InlineData(70_000)]
    public async Task More_snapshots_than_a_session_has_are_refused_within_a_process_too(int count)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId[] snapshots = [.. Enumerable.Range(0, count).Select(i => BlobId.Compute(BlobKind.Snapshot, BitConverter.GetBytes(i)))];

        await Assert.ThrowsAsync<ArgumentException>(() => target.Store.PullAsync(source.Store, snapshots));
        await Assert.ThrowsAsync<ArgumentException>(() => target.Store.PlanPullAsync(source.Store, snapshots));
    }
}
