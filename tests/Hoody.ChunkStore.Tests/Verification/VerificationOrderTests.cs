using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Packs;
using Hoody.ChunkStore.Tests.Collection;
using Hoody.ChunkStore.Verification;
using Hoody.Hashing;
using Hoody.Testing.Backends;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.ChunkStore.Tests.Verification;

/// <summary>Each verification goes on where the last one stopped, and then begins with what was verified longest ago.</summary>
public sealed class VerificationOrderTests
{
    private const int PackCount = 8;

    [Fact]
    public async Task A_budget_ends_after_the_pack_in_work_and_the_report_tells_what_is_left()
    {
        await using Run run = await Run.CreateAsync();
        VerificationReport report = await run.VerifyAsync(TimeSpan.FromSeconds(25)); // a pack takes ten
        Assert.Equal((3, PackCount - 3), (report.PacksVerified, report.PacksLeft));
        Assert.False(report.IsComplete);
        Assert.Equal(run.Store.GetStatistics().StoredBytes, report.BytesVerified + report.BytesLeft);
        Assert.True(report.IsSound);
    }

    [Fact]
    public async Task Runs_with_a_budget_verify_every_pack_before_any_pack_again()
    {
        await using Run run = await Run.CreateAsync();
        List<string> order = [];
        for (int i = 0; i < 4; i++)
        {
            await run.ReopenAsync();
            await run.VerifyAsync(TimeSpan.FromSeconds(25));
            order.AddRange(run.TakeVerified());
        }

        Assert.Equal(PackCount, order.Take(PackCount).Distinct().Count());
        Assert.Equal(order.Take(4), order.Skip(PackCount)); // 3 runs of 3, and 3 more: the oldest again, in the same order
    }

    [Fact]
    public async Task A_new_pack_comes_first()
    {
        await using Run run = await Run.CreateAsync();
        await run.VerifyAsync(null);
        run.TakeVerified();
        await run.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1000)));
        await run.VerifyAsync(TimeSpan.FromSeconds(5));
        Assert.True(run.Store.Index.TryGet(GarbageStore.ChunkId(1000), out Blake3Digest pack, out _));
        Assert.Equal([PackName.Of(pack)], run.TakeVerified());
    }

    [Fact]
    public async Task A_quick_run_does_not_count_as_a_full_one()
    {
        await using Run run = await Run.CreateAsync();
        await run.VerifyAsync(TimeSpan.FromSeconds(5), VerificationDepth.Full);
        string full = Assert.Single(run.TakeVerified());
        await run.VerifyAsync(null, VerificationDepth.Checksums);
        Assert.Equal(full, run.TakeVerified()[^1]); // a full one is also a quick one
        await run.VerifyAsync(null, VerificationDepth.Full);
        Assert.Equal(full, run.TakeVerified()[^1]);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_loses_no_more_than_a_minute()
    {
        await using Run run = await Run.CreateAsync();
        run.CancelAfterPacks = 7; // at 70 seconds; 60 seconds are noted
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.VerifyAsync(null));
        string[] first = run.TakeVerified();
        run.CancelAfterPacks = int.MaxValue;
        await run.ReopenAsync();
        await run.VerifyAsync(TimeSpan.FromSeconds(15));
        Assert.Empty(run.TakeVerified().Intersect(first.Take(6)));
    }

    [Fact]
    public async Task Two_processes_that_verify_at_one_time_add_to_each_others_notes()
    {
        await using Run run = await Run.CreateAsync();
        VerificationLog mine = new(run.Memory, run.Time);
        VerificationLog yours = new(run.Memory, run.Time);
        Blake3Digest[] packs = [.. run.Store.Index.Packs.Present().Select(pack => pack.Id)];
        mine.Note(packs[0], VerificationDepth.Full, run.Time.GetUtcNow());
        yours.Note(packs[1], VerificationDepth.Structure, run.Time.GetUtcNow());
        await mine.SaveAsync(_ => true, default);
        await yours.SaveAsync(_ => true, default);
        VerificationLog later = new(run.Memory, run.Time);
        await later.LoadAsync(default);
        uint now = (uint)run.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal((new VerifiedTimes(now, now, now), new VerifiedTimes(now, 0, 0)), (later[packs[0]], later[packs[1]]));
        Assert.Single(await run.Memory.NamesAsync("verification/"));
    }

    [Fact]
    public async Task A_damaged_table_only_costs_the_order_and_is_replaced()
    {
        await using Run run = await Run.CreateAsync();
        await run.VerifyAsync(null);
        string table = Assert.Single(await run.Memory.NamesAsync("verification/"));
        await run.Memory.FlipAsync(table, 9);
        VerificationReport report = await run.VerifyAsync(null);
        Assert.Equal(table, Assert.Single(report.Objects).Name);
        Assert.Equal(PackCount, report.PacksVerified);
        Assert.True((await run.VerifyAsync(null)).IsSound);
    }

    [Fact]
    public async Task A_table_of_the_last_number_there_is_ends_nothing_and_goes()
    {
        await using Run run = await Run.CreateAsync();
        const string Last = "verification/9223372036854775806";
        await run.Memory.CreateIfAbsentAsync(Last, new([1]), default);
        Assert.Equal(Last, Assert.Single((await run.VerifyAsync(null)).Objects).Name);
        Assert.NotEqual(Last, Assert.Single(await run.Memory.NamesAsync("verification/")));
        Assert.True((await run.VerifyAsync(null)).IsSound);
    }

    [Fact]
    public async Task A_pack_that_was_verified_when_the_clock_was_ahead_has_its_turn_again()
    {
        await using Run run = await Run.CreateAsync();
        VerificationLog log = new(run.Memory, run.Time);
        log.Note(run.Store.Index.Packs.Present()[0].Id, VerificationDepth.Full, run.Time.GetUtcNow().AddYears(50));
        await log.SaveAsync(_ => true, default);
        HashSet<string> verified = [];
        for (int i = 0; i < PackCount; i++)
        {
            await run.VerifyAsync(TimeSpan.FromSeconds(15));
            verified.UnionWith(run.TakeVerified());
        }

        Assert.Equal(PackCount, verified.Count);
    }

    [Fact]
    public async Task Progress_is_told_after_each_pack()
    {
        await using Run run = await Run.CreateAsync();
        List<VerificationProgress> told = [];
        await run.VerifyAsync(null, progress: told.Add);
        Assert.Equal(Enumerable.Range(1, PackCount).Select(i => (long)i), told.Select(progress => progress.PacksDone));
        Assert.Equal(told[^1].BytesTotal, told[^1].BytesDone);
    }

    /// <summary>A store of eight packs and a clock by which verifying one takes ten seconds.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly List<string> _verified = [];
        private CancellationTokenSource _cancellation = new();

        internal MemoryBackend Memory { get; } = new();

        internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

        internal BlobStore Store { get; private set; } = null!; // set before anybody gets this

        internal int CancelAfterPacks { get; set; } = int.MaxValue;

        internal static async Task<Run> CreateAsync()
        {
            Run run = new();
            run.Store = await BlobStore.CreateAsync(run.Memory, StoreFixture.SmallPacks);
            for (int i = 0; i < PackCount; i++)
            {
                await run.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(i)));
            }

            await run.ReopenAsync();
            return run;
        }

        internal async Task ReopenAsync()
        {
            await Store.DisposeAsync();
            Store = await BlobStore.OpenAsync(new HookedBackend(Memory) { Before = Before }, StoreFixture.SmallPacks);
        }

        internal async Task<VerificationReport> VerifyAsync(
            TimeSpan? budget, VerificationDepth depth = VerificationDepth.Full, Action<VerificationProgress>? progress = null)
        {
            _cancellation = new CancellationTokenSource();
            _verified.Clear();
            VerificationOptions options = new() { Depth = depth, TimeBudget = budget, Time = Time };
            return await Store.VerifyAsync(options, progress: progress is null ? null : new Told(progress), cancellationToken: _cancellation.Token);
        }

        internal string[] TakeVerified() => [.. _verified];

        public ValueTask DisposeAsync() => Store.DisposeAsync();

        // A verification asks for the length of a pack before it reads it; nobody else does.
        private Task Before(BackendOperation operation, string name)
        {
            if (operation == BackendOperation.GetLength && name.StartsWith(PackName.Prefix, StringComparison.Ordinal))
            {
                if (_verified.Count == CancelAfterPacks)
                {
                    _cancellation.Cancel();
                }

                _verified.Add(name);
                Time.Advance(TimeSpan.FromSeconds(10));
            }

            return Task.CompletedTask;
        }

        private sealed class Told(Action<VerificationProgress> action) : IProgress<VerificationProgress>
        {
            public void Report(VerificationProgress value) => action(value);
        }
    }
}
