using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>A verification that follows refs shares its time between packs and refs. Each snapshot and tree that is looked into takes ten seconds.</summary>
public sealed class VerificationTimeTests
{
    private const int RefCount = 6;

    private readonly FakeTimeProvider _time = new();
    private readonly List<BlobId> _followed = [];

    [Fact]
    public async Task What_refs_need_is_looked_at_until_the_time_is_over_and_the_report_tells_what_is_left()
    {
        await using GarbageStore garbage = await WithRefsAsync();
        VerificationReport report = await VerifyAsync(garbage.Store, TimeSpan.FromSeconds(25));
        Assert.Equal(RefCount - 2, report.RefsLeft); // the third was begun and not ended
        Assert.False(report.IsComplete);
        Assert.True(report.IsSound);
    }

    [Fact]
    public async Task Without_a_budget_no_ref_is_left()
    {
        await using GarbageStore garbage = await WithRefsAsync();
        VerificationReport report = await VerifyAsync(garbage.Store, budget: null);
        Assert.Equal((0, RefCount), (report.RefsLeft, _followed.Count));
        Assert.True(report.IsComplete);
    }

    [Fact]
    public async Task Every_ref_has_its_turn_though_each_run_reaches_for_few()
    {
        await using GarbageStore garbage = await WithRefsAsync();
        for (int run = 0; run < 20; run++)
        {
            await VerifyAsync(garbage.Store, TimeSpan.FromSeconds(15));
        }

        Assert.Equal(20 * 2, _followed.Count);
        Assert.Equal(RefCount, _followed.Distinct().Count());
    }

    [Fact]
    public async Task A_run_that_has_time_for_all_refs_follows_each_once_wherever_it_begins()
    {
        await using GarbageStore garbage = await WithRefsAsync();
        for (int run = 0; run < 10; run++)
        {
            _followed.Clear();
            await VerifyAsync(garbage.Store, TimeSpan.FromHours(1));
            Assert.Equal((RefCount, RefCount), (_followed.Count, _followed.Distinct().Count()));
        }
    }

    [Fact]
    public async Task Packs_leave_half_of_the_time_to_refs()
    {
        await using GarbageStore garbage = await WithRefsAsync();
        garbage.Backend.Before = (operation, name) =>
        {
            if (operation == BackendOperation.GetLength && name.StartsWith(PackName.Prefix, StringComparison.Ordinal))
            {
                _time.Advance(TimeSpan.FromSeconds(10));
            }

            return Task.CompletedTask;
        };
        VerificationReport report = await VerifyAsync(garbage.Store, TimeSpan.FromSeconds(60));
        Assert.Equal(3, report.PacksVerified);
        Assert.Equal(RefCount - 2, report.RefsLeft);
    }

    [Fact]
    public async Task Damage_that_was_met_is_told_although_the_time_did_not_reach_for_all()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        BlobId missing = GarbageStore.ChunkId(1);
        await using (StorePin pin = await garbage.Store.PinAsync())
        {
            BlobId tree = (await garbage.Store.PutAsync((BlobKind.Tree, new byte[5])))[0];
            byte[] plain = ListedReferences.List(0, (BlobKind.Chunk, missing), (BlobKind.Tree, tree));
            await garbage.Store.Refs.UpdateAsync("a", (await garbage.Store.PutAsync((BlobKind.Snapshot, plain)))[0], 0);
        }

        VerificationReport report = await VerifyAsync(garbage.Store, TimeSpan.FromSeconds(15));
        Assert.Equal(1, report.RefsLeft);
        Assert.Equal(("a", missing), (Assert.Single(report.Refs).Name, report.Refs[0].Blob));
        Assert.Equal(missing, Assert.Single(report.Blobs).Id);
    }

    [Fact]
    public async Task A_ref_that_is_damaged_itself_is_named_when_there_is_no_time()
    {
        await using GarbageStore garbage = await WithRefsAsync();
        string name = Assert.Single(await garbage.Memory.NamesAsync("refs/ref3"));
        await garbage.Memory.FlipAsync(name, -1);
        VerificationReport report = await VerifyAsync(garbage.Store, TimeSpan.Zero);
        Assert.Equal("ref3", Assert.Single(report.Refs).Name);
        Assert.Equal(RefCount - 1, report.RefsLeft);
    }

    private static async Task<GarbageStore> WithRefsAsync()
    {
        Random random = new(1);
        GarbageStore garbage = await GarbageStore.CreateAsync(StoreFixture.SmallPacks with { Random = destination => random.NextBytes(destination) });
        for (int i = 0; i < RefCount; i++)
        {
            await garbage.CommitAsync($"ref{i}", i);
        }

        return garbage;
    }

    private Task<VerificationReport> VerifyAsync(BlobStore store, TimeSpan? budget) => store.VerifyAsync(
        new VerificationOptions { TimeBudget = budget, Time = _time, IsReadOnly = true }, new SlowReferences(_time, _followed));

    private sealed class SlowReferences(FakeTimeProvider time, List<BlobId> followed) : IBlobReferences
    {
        private readonly ListedReferences _inner = new();

        public void AddReferences(BlobKind kind, ReadOnlySpan<byte> plain, ICollection<BlobReference> references)
        {
            followed.Add(BlobId.Compute(kind, plain));
            time.Advance(TimeSpan.FromSeconds(10));
            _inner.AddReferences(kind, plain, references);
        }
    }
}
