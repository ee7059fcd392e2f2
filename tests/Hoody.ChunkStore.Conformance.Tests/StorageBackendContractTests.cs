using Hoody.ChunkStore.Backends;

namespace Hoody.ChunkStore.Conformance.Tests;

public sealed class StorageBackendContractTests
{
    private static readonly Fault[] s_faults =
    [
        .. CreationFaults.All, .. AccessFaults.All, .. ListingFaults.All, .. NamingFaults.All, .. CancellationFaults.All, .. SharingFaults.All,
    ];

    public static TheoryData<string> Faults => [.. s_faults.Select(fault => fault.What)];

    public static TheoryData<string> Rules => [.. StorageBackendContract.Rules.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_backend_that_does_it_wrong_is_found_by_the_rule_it_breaks(string what)
    {
        Fault fault = s_faults.Single(candidate => candidate.What == what);
        BrokenContractException broken = await Assert.ThrowsAsync<BrokenContractException>(
            () => RuleOf(fault.Rule).VerifyAsync(fault.Begin(new MemoryBackend())));
        Assert.Equal(fault.Rule, broken.Rule);
        Assert.Contains(fault.Rule, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_rule_finds_a_backend_that_does_it_wrong() => Assert.Equal(
        StorageBackendContract.Rules.Select(rule => rule.Name).Order(), s_faults.Select(fault => fault.Rule).Distinct().Order());

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_backend_that_does_it_right_keeps_the_rule(string rule)
    {
        MemoryBackend objects = new();
        await RuleOf(rule).VerifyAsync(() => new FaultyBackend(objects));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Every_backend_that_a_rule_opens_is_disposed(string rule)
    {
        MemoryBackend objects = new();
        int openCount = 0;
        await RuleOf(rule).VerifyAsync(() =>
        {
            openCount++;
            return new FaultyBackend(objects)
            {
                Disposing = () =>
                {
                    openCount--;
                    return ValueTask.CompletedTask;
                },
            };
        });
        Assert.Equal(0, openCount);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task An_error_that_no_rule_knows_is_the_cause_of_the_finding(string rule)
    {
        InvalidOperationException error = new("not written yet");
        BrokenContractException broken = await Assert.ThrowsAsync<BrokenContractException>(() => RuleOf(rule).VerifyAsync(() => throw error));
        Assert.Same(error, broken.InnerException);
    }

    [Fact]
    public async Task A_verification_that_is_cancelled_finds_nothing()
    {
        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RuleOf("A created object is read back").VerifyAsync(() => new MemoryBackend(), cancelled));
    }

    private static ContractRule RuleOf(string name) => StorageBackendContract.Rules.Single(rule => rule.Name == name);
}
