using System.Buffers.Binary;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>How often each chunk is sent when the link is cut and the transfer run again: once more than needed at most, and not at all when it had arrived.</summary>
public sealed class ResumeCountTests
{
    private const int Steps = 60;

    [Fact]
    public async Task Cut_at_any_byte_and_run_again_each_chunk_is_sent_once_more_at_most_and_not_if_it_had_arrived()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree(seed: 1));
        Attempt whole = await WholeAsync(source, snapshot);
        Assert.All(whole.Sent.Values, count => Assert.Equal(1, count));
        for (long at = 0; at < whole.Bytes; at += whole.Bytes / Steps)
        {
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            Attempt cut = await PullAsync(source, target, snapshot, at);
            Attempt again = await PullAsync(source, target, snapshot, cutAt: null);

            Assert.True(again.IsComplete);
            AssertSentOnceMoreAtMost(whole.Sent.Keys, cut, again);
        }
    }

    [Fact]
    public async Task The_source_may_have_moved_on_meanwhile()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        BlobId first = await source.PutSnapshotAsync(Tree(seed: 1));
        Attempt whole = await WholeAsync(source, first);
        ModelTree tree = Tree(seed: 1);
        BlobId second = await source.PutSnapshotAsync(
            new ModelTree { Entry = tree.Entry, Children = [.. tree.Children.Skip(5), File("x", new Random(2)), File("y", new Random(3))] });
        HashSet<BlobId> wanted = [.. (await WholeAsync(source, second)).Sent.Keys];
        for (long at = 0; at < whole.Bytes; at += whole.Bytes / Steps)
        {
            await using MemoryVolume target = await MemoryVolume.CreateAsync();
            Attempt cut = await PullAsync(source, target, first, at);
            Attempt again = await PullAsync(source, target, second, cutAt: null);

            Assert.True(again.IsComplete);
            Assert.True((await target.Store.VerifyAsync()).IsSound);
            Assert.Subset(wanted, new HashSet<BlobId>(again.Sent.Keys));
            AssertSentOnceMoreAtMost(wanted, cut, again);
        }
    }

    [Fact]
    public async Task A_link_that_breaks_again_and_again_brings_all_in_the_end()
    {
        await using MemoryVolume source = await MemoryVolume.CreateAsync();
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        BlobId snapshot = await source.PutSnapshotAsync(Tree(seed: 1));
        Attempt whole = await WholeAsync(source, snapshot);

        // A third of all of it each time, of which the nodes of what is not complete are a part.
        HashSet<BlobId> arrived = [];
        bool isComplete = false;
        for (int attempts = 0; !isComplete; attempts++)
        {
            Assert.InRange(attempts, 0, 12);
            Attempt next = await PullAsync(source, target, snapshot, whole.Bytes / 3);
            Assert.Empty(arrived.Intersect(next.Sent.Keys));
            arrived.UnionWith(next.Arrived);
            isComplete = next.IsComplete;
        }

        Assert.True(target.Blobs.Contains(snapshot));
    }

    private static void AssertSentOnceMoreAtMost(IEnumerable<BlobId> chunks, Attempt cut, Attempt again)
    {
        foreach (BlobId chunk in chunks)
        {
            int count = cut.Sent.GetValueOrDefault(chunk) + again.Sent.GetValueOrDefault(chunk);
            Assert.InRange(count, 1, cut.Arrived.Contains(chunk) ? 1 : 2);
        }
    }

    private static async Task<Attempt> WholeAsync(MemoryVolume source, BlobId snapshot)
    {
        await using MemoryVolume target = await MemoryVolume.CreateAsync();
        return await PullAsync(source, target, snapshot, cutAt: null);
    }

    private static async Task<Attempt> PullAsync(MemoryVolume source, MemoryVolume target, BlobId snapshot, long? cutAt)
    {
        FaultyLink link = new(cutAt is null ? LinkFault.Fragment : LinkFault.Cut, cutAt ?? -1, isFromFar: true);
        Recorder sender = new(link.Far);
        Task carrying = link.RunAsync();
        Task serving = source.Store.ServeTransferAsync(sender, new TransferPolicy { AllowPull = true });
        Task<TransferResult> pull = target.Store.ReceiveAsync(link.Near, [new TransferRequest(snapshot)]);
        await Task.WhenAll(pull, serving, carrying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.True(pull.Exception?.InnerException is null or TransferException { IsTransient: true }, pull.Exception?.ToString());
        return Attempt.Of(sender, cutAt ?? long.MaxValue, pull.IsCompletedSuccessfully);
    }

    private static ModelTree Tree(int seed)
    {
        Random random = new(seed);
        return new ModelTree { Entry = Sample.Directory(""), Children = [.. Enumerable.Range(0, 25).Select(i => File($"f{i:D2}", random))] };
    }

    // Of one chunk to four.
    private static ModelTree File(string name, Random random)
    {
        byte[] data = new byte[random.Next(1, 4_000)];
        random.NextBytes(data);
        return new ModelTree { Entry = Sample.File(name) with { Length = data.Length }, Data = data, ChunkLength = 1_000 };
    }

    /// <summary>What a sender sent.</summary>
    /// <param name="Sent">Each chunk, and how often it was sent.</param>
    /// <param name="Arrived">Those that came through whole before the cut.</param>
    /// <param name="Bytes">All bytes that it sent.</param>
    /// <param name="IsComplete">Whether the receiver has all.</param>
    private sealed record Attempt(IReadOnlyDictionary<BlobId, int> Sent, IReadOnlySet<BlobId> Arrived, long Bytes, bool IsComplete)
    {
        public static Attempt Of(Recorder sender, long cutAt, bool isComplete)
        {
            List<(BlobKind Kind, BlobId Id)> wanted = [];
            foreach (byte[] frame in sender.Received().Where(frame => (FrameType)frame[0] == FrameType.Want))
            {
                WantFrame want = WantFrame.Decode(frame.AsSpan(FrameHead.Size..^FrameHead.CheckSize));
                wanted.AddRange(want.Ids.Select(id => (want.Kind, id)));
            }

            Dictionary<BlobId, int> sent = [];
            HashSet<BlobId> arrived = [];
            long offset = 0;
            foreach (byte[] frame in sender.Sent())
            {
                offset += frame.Length;
                if ((FrameType)frame[0] == FrameType.Blob
                    && wanted[(int)BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(FrameHead.Size))] is { Kind: BlobKind.Chunk, Id: var id })
                {
                    sent[id] = sent.GetValueOrDefault(id) + 1;
                    if (offset <= cutAt)
                    {
                        arrived.Add(id);
                    }
                }
            }

            return new Attempt(sent, arrived, offset, isComplete);
        }
    }
}
