using Hoody.ChunkStore;
using Hoody.ChunkStore.Refs;
using Hoody.ChunkStore.Verification;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A link that is cut, changed or slow at any byte: the target stays sound, and running again completes it.</summary>
public sealed class LinkFaultTests
{
    public static TheoryData<LinkFault, bool, bool> EveryKind()
    {
        TheoryData<LinkFault, bool, bool> data = [];
        foreach (LinkFault fault in new[] { LinkFault.Cut, LinkFault.Corrupt, LinkFault.Duplicate, LinkFault.Stall })
        {
            data.Add(fault, true, true);
            data.Add(fault, true, false);
            data.Add(fault, false, true);
            data.Add(fault, false, false);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task Every_byte_of_a_small_session_may_be_hit(LinkFault fault, bool isPush, bool isFromFar)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Small());
        long length = await MeasureAsync(source, snapshot, isPush, isFromFar);
        Assert.True(length > 100);

        for (long at = 0; at < length; at++)
        {
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            await HitAndRepeatAsync(source, target, snapshot, new FaultyLink(fault, at, isFromFar), isPush);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_large_session_may_be_hit_anywhere(int seed)
    {
        Random random = new(seed);
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Large(random));
        long length = await MeasureAsync(source, snapshot, isPush: false, isFromFar: true);
        foreach (LinkFault fault in new[] { LinkFault.Cut, LinkFault.Corrupt, LinkFault.Duplicate, LinkFault.Stall })
        {
            for (int i = 0; i < 8; i++)
            {
                await using MemoryVolume target = await MemoryVolume.CreateAsync();
                await HitAndRepeatAsync(source, target, snapshot, new FaultyLink(fault, random.NextInt64(length), isFromFar: true), isPush: false);
            }
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Every_byte_of_a_small_session_may_be_late(bool isPush, bool isFromFar)
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Small());
        long length = await MeasureAsync(source, snapshot, isPush, isFromFar);

        for (long at = 0; at < length; at++)
        {
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            Assert.True(await RunAsync(source, target, snapshot, new FaultyLink(LinkFault.Delay, at, isFromFar), isPush), $"byte {at}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Any_byte_of_a_large_session_may_be_late(int seed)
    {
        Random random = new(seed);
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Large(random));
        long length = await MeasureAsync(source, snapshot, isPush: false, isFromFar: true);

        for (int i = 0; i < 16; i++)
        {
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            FaultyLink link = new(LinkFault.Delay, random.NextInt64(length), isFromFar: true);
            Assert.True(await RunAsync(source, target, snapshot, link, isPush: false));
            Assert.True(link.Held.IsCompletedSuccessfully);
        }
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_are_the_same_transfer()
    {
        await using LinkedPair pair = await LinkedPair.CreateAsync();
        BlobId snapshot = await pair.Source.PutSnapshotAsync(Small());

        TransferResult? result = await pair.TryPullAsync(new FaultyLink(LinkFault.Fragment, 0, isFromFar: true), new TransferRequest(snapshot));

        Assert.NotNull(result);
        Assert.Equal(pair.Source.Blobs.GetStatistics().Blobs, result.BlobsTransferred);
    }

    private static async Task<long> MeasureAsync(MemoryVolume source, BlobId snapshot, bool isPush, bool isFromFar)
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        FaultyLink link = new(LinkFault.Fragment, -1, isFromFar);
        Assert.True(await RunAsync(source, target, snapshot, link, isPush));
        return isFromFar ? link.BytesFromFar : link.BytesFromNear;
    }

    private static async Task HitAndRepeatAsync(MemoryVolume source, MemoryVolume target, BlobId snapshot, FaultyLink link, bool isPush)
    {
        await RunAsync(source, target, snapshot, link, isPush);
        if (await target.Blobs.Refs.GetAsync("copy") is not null)
        {
            Assert.True(target.Blobs.Contains(snapshot)); // the receipt was hit, and not the transfer
        }

        Assert.True(await RunAsync(source, target, snapshot, new FaultyLink(LinkFault.Fragment, -1, isFromFar: false), isPush));

        Assert.Equal(new RefValue("copy", 1, snapshot), await target.Blobs.Refs.GetAsync("copy"));
        VerificationReport report = await target.Store.VerifyAsync();
        Assert.Empty(report.Blobs);
        Assert.Empty(report.Refs);
        Assert.Equal(source.Blobs.GetStatistics().Blobs, target.Blobs.GetStatistics().Blobs);
    }

    private static async Task<bool> RunAsync(MemoryVolume source, MemoryVolume target, BlobId snapshot, FaultyLink link, bool isPush)
    {
        LinkedPair pair = LinkedPair.Of(source, target);
        return isPush
            ? await pair.TryPushAsync(link, new TransferRoot(snapshot) { RefName = "copy" }) is not null
            : await pair.TryPullAsync(link, new TransferRequest(snapshot) { RefName = "copy" }) is not null;
    }

    private static ModelTree Small() => new() { Entry = Sample.Directory(""), Children = [File("f", "abcdef"u8.ToArray())] };

    private static ModelTree Large(Random random)
    {
        List<ModelTree> files = [];
        for (int i = 0; i < 200; i++)
        {
            byte[] data = new byte[random.Next(1, 200)];
            random.NextBytes(data);
            files.Add(File($"{i:D3}", data));
        }

        return new ModelTree { Entry = Sample.Directory(""), Children = [.. files] };
    }

    private static ModelTree File(string name, byte[] data) => new() { Entry = Sample.File(name) with { Length = data.Length }, Data = data };
}
