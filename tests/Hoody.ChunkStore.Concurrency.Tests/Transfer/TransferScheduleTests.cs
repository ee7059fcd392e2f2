using Hoody.ChunkStore.Backends;
using Hoody.ChunkStore.Closures;
using Hoody.ChunkStore.Collection;
using Hoody.Volumes.Collection;

namespace Hoody.ChunkStore.Concurrency.Tests.Transfer;

/// <summary>Two transfers to one ref, while refs go away and garbage is collected in the store they read from and in the one they write to.</summary>
public sealed class TransferScheduleTests
{
    private const string BothMoved = "both transfers moved the ref, from one generation";

    private static readonly IBlobReferences _references = new VolumeReferences();

    // The target keeps the first's nodes for the sake of their pack, and its chunks for as long as a ref needs them; it shares a chunk with the second.
    private static readonly SmallTree _kept = new(9);
    private static readonly SmallTree _first = new(1, 2);
    private static readonly SmallTree _second = new(2, 3);

    /// <summary>The rules to leave out, one at a time.</summary>
    public static TheoryData<string> Rules =>
    [
        nameof(TransferRules.SenderHoldsAPin),
        nameof(TransferRules.ReceiverHoldsAPin),
        nameof(TransferRules.HeldNodesAreWalked),
        nameof(TransferRules.RefsGoLast),
        nameof(TransferRules.RefsAreCompared),
        nameof(ProtocolRules.ClosuresNeedTheirPacks),
        nameof(ProtocolRules.CondemnedCountsAsAbsent),
        nameof(ProtocolRules.CollectorDrains),
        nameof(ProtocolRules.CommitsGoThroughTheLease),
    ];

    [Fact]
    public void No_schedule_of_transfers_and_collections_loses_anything()
    {
        string? failure = Exploration.FirstFailure(() => RunAsync(TransferRules.All), Exploration.Schedules);
        Assert.True(failure is null, failure);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Without_any_one_rule_some_schedule_loses_something(string rule)
    {
        TransferRules all = TransferRules.All;
        TransferRules rules = rule switch
        {
            nameof(TransferRules.SenderHoldsAPin) => all with { SenderHoldsAPin = false },
            nameof(TransferRules.ReceiverHoldsAPin) => all with { ReceiverHoldsAPin = false },
            nameof(TransferRules.HeldNodesAreWalked) => all with { HeldNodesAreWalked = false },
            nameof(TransferRules.RefsGoLast) => all with { RefsGoLast = false },
            nameof(TransferRules.RefsAreCompared) => all with { RefsAreCompared = false },
            nameof(ProtocolRules.ClosuresNeedTheirPacks) => all with { Stores = all.Stores with { ClosuresNeedTheirPacks = false } },
            nameof(ProtocolRules.CondemnedCountsAsAbsent) => all with { Stores = all.Stores with { CondemnedCountsAsAbsent = false } },
            nameof(ProtocolRules.CollectorDrains) => all with { Stores = all.Stores with { CollectorDrains = false } },
            nameof(ProtocolRules.CommitsGoThroughTheLease) => all with { Stores = all.Stores with { CommitsGoThroughTheLease = false } },
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Not a rule."),
        };
        string? failure = Exploration.FirstFailure(() => RunAsync(rules), 20_000);
        Assert.NotNull(failure);
        Assert.Matches($"{nameof(BlobNotFoundException)}|{nameof(CorruptDataException)}|{TransferModel.SenderLost}|{BothMoved}", failure);
    }

    private static async Task RunAsync(TransferRules rules)
    {
        MemoryBackend near = await CreateSourceAsync();
        MemoryBackend far = await CreateTargetAsync();
        TransferModel first = new(await StartAsync(near, rules), await StartAsync(far, rules), rules);
        TransferModel second = new(await StartAsync(near, rules), await StartAsync(far, rules), rules);
        Process nearMover = await StartAsync(near, rules);
        Process farMover = await StartAsync(far, rules);
        Process nearCollector = await StartAsync(near, rules);
        Process farCollector = await StartAsync(far, rules);
        await Task.WhenAll(
            Task.Run(() => first.PullAsync("first", "copy", expected: 1)),
            Task.Run(() => second.PullAsync("second", "copy", expected: 1)),
            Task.Run(async () =>
            {
                await nearMover.DeleteAsync("first");
                await nearMover.DeleteAsync("second");
            }),
            Task.Run(() => farMover.DeleteAsync("old")),
            Task.Run(() => nearCollector.CollectAsync(1, isPatient: true)), // so that a sender that shows no life still has what it offered
            Task.Run(() => farCollector.CollectAsync(2)));

        await Process.AssertIntactAsync(near, _references);
        await Process.AssertIntactAsync(far, _references);
        if (first.Changes.Concat(second.Changes).Count() > 1)
        {
            throw new InvalidOperationException(BothMoved);
        }
    }

    private static Task<Process> StartAsync(MemoryBackend memory, TransferRules rules) => Process.StartAsync(memory, rules.Stores, _references);

    private static async Task<MemoryBackend> CreateSourceAsync()
    {
        MemoryBackend memory = await Process.CreateStoreAsync();
        Process importer = await Process.StartAsync(memory, references: _references);
        await importer.PinnedAsync(async () =>
        {
            await _first.CommitAsync(importer, "first");
            await _second.CommitAsync(importer, "second");
        });
        return memory;
    }

    private static async Task<MemoryBackend> CreateTargetAsync()
    {
        MemoryBackend memory = await Process.CreateStoreAsync();
        Process importer = await Process.StartAsync(memory, references: _references);
        await importer.PinnedAsync(async () =>
        {
            await _kept.PutChunksAsync(importer);
            await _first.PutChunksAsync(importer);
            await importer.WriteAsync(
                (BlobKind.Tree, _kept.Node), (BlobKind.Snapshot, _kept.Snapshot), (BlobKind.Tree, _first.Node), (BlobKind.Snapshot, _first.Snapshot));
            await importer.Refs.UpdateAsync("kept", _kept.Id, 0);
            await importer.Refs.UpdateAsync("copy", _kept.Id, 0);
            await importer.Refs.UpdateAsync("old", _first.Id, 0);
        });

        // As a transfer leaves it.
        Process receiver = await Process.StartAsync(memory, references: _references);
        StorePin pin = await receiver.Store.PinAsync();
        ClosureSet closures = await receiver.Store.ReadClosuresAsync(pin);
        closures.Note(_first.Id, 1);
        await closures.SaveAsync();
        await pin.DisposeAsync().AsTask();
        return memory;
    }
}
