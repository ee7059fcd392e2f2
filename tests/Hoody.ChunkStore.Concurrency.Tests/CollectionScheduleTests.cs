using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Concurrency.Tests;

/// <summary>Two collectors beside writers that build on garbage, one who deletes refs and one who copies them: five processes, one store.</summary>
public sealed class CollectionScheduleTests
{
    /// <summary>The rules to leave out, one at a time; the one that is not among them has a model of its own.</summary>
    public static TheoryData<string> Rules =>
    [
        nameof(ProtocolRules.WorkTakesLeases),
        nameof(ProtocolRules.LeasesReadTheEpochAgain),
        nameof(ProtocolRules.CondemnedCountsAsAbsent),
        nameof(ProtocolRules.CollectorDrains),
        nameof(ProtocolRules.CollectorMarksAgain),
        nameof(ProtocolRules.CommitsGoThroughTheLease),
        nameof(ProtocolRules.CommitsAreRoots),
        nameof(ProtocolRules.SweepIsDecidedOnce),
    ];

    [Fact]
    public void No_schedule_of_writers_and_collectors_loses_what_a_ref_needs() =>
        Exploration.AssertSurvives(() => RunAsync(ProtocolRules.All));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Without_any_one_rule_some_schedule_loses_data(string rule)
    {
        ProtocolRules rules = rule switch
        {
            nameof(ProtocolRules.WorkTakesLeases) => ProtocolRules.All with { WorkTakesLeases = false },
            nameof(ProtocolRules.LeasesReadTheEpochAgain) => ProtocolRules.All with { LeasesReadTheEpochAgain = false },
            nameof(ProtocolRules.CondemnedCountsAsAbsent) => ProtocolRules.All with { CondemnedCountsAsAbsent = false },
            nameof(ProtocolRules.CollectorDrains) => ProtocolRules.All with { CollectorDrains = false },
            nameof(ProtocolRules.CollectorMarksAgain) => ProtocolRules.All with { CollectorMarksAgain = false },
            nameof(ProtocolRules.CommitsGoThroughTheLease) => ProtocolRules.All with { CommitsGoThroughTheLease = false },
            nameof(ProtocolRules.CommitsAreRoots) => ProtocolRules.All with { CommitsAreRoots = false },
            nameof(ProtocolRules.SweepIsDecidedOnce) => ProtocolRules.All with { SweepIsDecidedOnce = false },
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "Not a rule."),
        };
        Exploration.AssertLoses(() => RunAsync(rules), Process.Losses);
    }

    [Fact]
    public void No_schedule_loses_what_was_taken_from_a_ref_that_has_passed() =>
        Exploration.AssertSurvives(() => TakeFromPassingRefAsync(ProtocolRules.All));

    [Fact]
    public void Without_passed_generations_as_roots_some_schedule_loses_data() =>
        Exploration.AssertLoses(() => TakeFromPassingRefAsync(ProtocolRules.All with { NewGenerationsAreRoots = false }), Process.Losses);

    // Old work builds on garbage and gives it a ref; young work takes it from there while the ref goes away again.
    private static async Task TakeFromPassingRefAsync(ProtocolRules rules)
    {
        MemoryBackend memory = await CreateWithGarbageAsync(rules);
        Process writer = await Process.StartAsync(memory, rules);
        Process mover = await Process.StartAsync(memory, rules);
        Process copier = await Process.StartAsync(memory, rules);
        Process collector = await Process.StartAsync(memory, rules);
        await mover.DeleteAsync("old");
        await Task.WhenAll(
            Task.Run(() => writer.CommitAsync("new", 1)),
            Task.Run(() => copier.CopyAsync("new", "copy", meanwhile: () => mover.DeleteAsync("new"))),
            Task.Run(() => collector.CollectAsync(1)));
        await Process.AssertIntactAsync(memory);
    }

    // A snapshot that stays for the sake of its pack, and a chunk that does not.
    private static async Task<MemoryBackend> CreateWithGarbageAsync(ProtocolRules rules)
    {
        MemoryBackend memory = await Process.CreateStoreAsync();
        Process first = await Process.StartAsync(memory, rules);
        await first.KeepTogetherAsync("kept", kept: 2, other: 1);
        await first.CommitAsync("old", 1);
        return memory;
    }

    private static async Task RunAsync(ProtocolRules rules)
    {
        MemoryBackend memory = await CreateWithGarbageAsync(rules);
        Process writer = await Process.StartAsync(memory, rules);
        Process mover = await Process.StartAsync(memory, rules);
        Process copier = await Process.StartAsync(memory, rules);
        Process collector = await Process.StartAsync(memory, rules);
        Process other = await Process.StartAsync(memory, rules);
        await Task.WhenAll(
            Task.Run(() => writer.CommitAsync("new", 1)),
            Task.Run(async () =>
            {
                await mover.DeleteAsync("old");
                await mover.DeleteAsync("new");
            }),
            Task.Run(() => copier.CopyAsync("new", "copy")),
            Task.Run(() => collector.CollectAsync(2)),
            Task.Run(() => other.CollectAsync(1)));
        await Process.AssertIntactAsync(memory);
    }
}
