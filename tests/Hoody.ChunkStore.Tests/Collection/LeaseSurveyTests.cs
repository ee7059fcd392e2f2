using System.Buffers;
using System.Runtime.CompilerServices;
using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Collection;
using Hoody.ChunkStore.Leases;
using Hoody.ChunkStore.Refs;
using Hoody.Testing.Backends;

namespace Hoody.ChunkStore.Tests.Collection;

/// <summary>A collector that clears leases away while others begin, commit and are revoked: its listing may show any part of that.</summary>
public sealed class LeaseSurveyTests
{
    private static readonly Guid s_lease = new("00112233445566778899aabbccddeeff");

    [Fact]
    public async Task A_commit_that_the_listing_missed_is_made_before_its_log_is_deleted()
    {
        MemoryBackend memory = new();
        BlobId target = GarbageStore.ChunkId(1);
        await AppendAsync(memory, new LeaseRecord(s_lease, 0, LeaseEvent.Begin));
        OvertakenListing backend = new(memory, missed: LeaseName.Of(s_lease, 1))
        {
            Meanwhile = async () =>
            {
                await AppendAsync(memory, new LeaseRecord(s_lease, 1, LeaseEvent.Commit, Commit: new LeaseCommit("a", 1, target)));
                await AppendAsync(memory, new LeaseRecord(s_lease, 2, LeaseEvent.Revoked));
            },
        };
        await new LeaseSurvey(backend).ClearAsync(default);
        Assert.Equal(target, (await RefRecord.TryReadAsync(memory, "a", 1, default))?.Target);
        Assert.Empty(await memory.NamesAsync(LeaseName.Prefix));
    }

    [Fact]
    public async Task A_revocation_is_not_deleted_from_a_log_of_which_the_listing_missed_the_rest()
    {
        await using GarbageStore garbage = await GarbageStore.CreateAsync();
        await garbage.CommitAsync("a", 1);
        await garbage.DeleteAsync("a");

        // A collector that is about to end lists the leases, and sleeps: of what comes now it will see the revocation alone.
        TaskCompletionSource wake = new();
        Guid lease = default;
        OvertakenListing sleeper = new(garbage.Memory, missed: null) { Meanwhile = () => wake.Task };
        Task clear = new LeaseSurvey(sleeper).ClearAsync(default);
        await using StorePin pin = await garbage.Store.PinAsync();
        lease = LeaseName.Parse(Assert.Single(await garbage.Memory.NamesAsync(LeaseName.Prefix))).Lease;
        sleeper.Missed = LeaseName.Of(lease, 0);
        await garbage.Store.PutAsync((BlobKind.Chunk, GarbageStore.Chunk(1))); // found, not stored again

        HookedBackend second = new(garbage.Memory)
        {
            AfterCreate = async name =>
            {
                if (name == LeaseName.Of(lease, 1))
                {
                    wake.SetResult();
                    await clear;
                }
            },
        };
        await using (BlobStore other = await BlobStore.OpenAsync(second, StoreFixture.SmallPacks))
        {
            CollectionPlan plan = await other.PlanCollectionAsync(new ListedReferences(), GarbageStore.Impatient);
            Assert.InRange((await plan.ApplyAsync()).PacksDeleted, 1, int.MaxValue);
        }

        BlobId snapshot = (await garbage.Store.PutAsync((BlobKind.Snapshot, ListedReferences.List(0, [(BlobKind.Chunk, GarbageStore.ChunkId(1))]))))[0];
        await Assert.ThrowsAsync<LeaseRevokedException>(() => garbage.Store.Refs.UpdateAsync("b", snapshot, 0));
        await garbage.AssertIntactAsync();
    }

    private static async Task AppendAsync(MemoryBackend memory, LeaseRecord record) => Assert.True(
        await memory.CreateIfAbsentAsync(LeaseName.Of(record.Lease, record.Number), new ReadOnlySequence<byte>(record.Encode()), default));

    /// <summary>A backend whose first listing had passed the place of a name before that was created, and not that of later ones.</summary>
    private sealed class OvertakenListing(MemoryBackend inner, string? missed) : BackendDecorator(inner)
    {
        private bool _isFirst = true;

        public string? Missed { get; set; } = missed;

        public required Func<Task> Meanwhile { get; init; }

        public override ValueTask<bool> CreateIfAbsentAsync(string name, ReadOnlySequence<byte> content, CancellationToken cancellationToken) =>
            inner.CreateIfAbsentAsync(name, content, cancellationToken);

        public override ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
            inner.ReadAsync(name, offset, destination, cancellationToken);

        public override ValueTask<long?> GetLengthAsync(string name, CancellationToken cancellationToken) => inner.GetLengthAsync(name, cancellationToken);

        public override async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            bool isFirst = _isFirst;
            _isFirst = false;
            if (isFirst)
            {
                await Meanwhile();
            }

            await foreach (StoredObject found in inner.ListAsync(prefix, cancellationToken))
            {
                if (!isFirst || found.Name != Missed)
                {
                    yield return found;
                }
            }
        }

        public override ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);
    }
}
