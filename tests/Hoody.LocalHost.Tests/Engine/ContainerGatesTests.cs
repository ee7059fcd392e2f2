using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Tests.Engine;

public sealed class ContainerGatesTests
{
    private readonly ContainerGates _gates = new();

    [Fact]
    public async Task Captures_of_one_container_run_side_by_side()
    {
        using IDisposable first = await _gates.ReadAsync("a", CancellationToken.None);

        Assert.True(_gates.ReadAsync("a", CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_change_waits_for_captures_and_a_capture_for_a_change()
    {
        IDisposable capture = await _gates.ReadAsync("a", CancellationToken.None);
        Task<IDisposable> change = _gates.ChangeAsync("a", CancellationToken.None);
        Assert.False(change.IsCompleted);

        capture.Dispose();
        IDisposable changing = await change;
        Task<IDisposable> late = _gates.ReadAsync("a", CancellationToken.None);
        Assert.False(late.IsCompleted);

        changing.Dispose();
        (await late).Dispose();
    }

    [Fact]
    public async Task Two_changes_take_turns_and_neither_starves_the_other()
    {
        IDisposable capture = await _gates.ReadAsync("a", CancellationToken.None);
        Task<IDisposable> first = _gates.ChangeAsync("a", CancellationToken.None);
        Task<IDisposable> second = _gates.ChangeAsync("a", CancellationToken.None);
        capture.Dispose();

        (await first).Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task A_cancelled_wait_holds_nothing()
    {
        using CancellationTokenSource source = new();
        IDisposable capture = await _gates.ReadAsync("a", CancellationToken.None);
        Task<IDisposable> change = _gates.ChangeAsync("a", source.Token);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change);
        capture.Dispose();

        (await _gates.ChangeAsync("a", CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Giving_a_place_back_twice_gives_it_back_once()
    {
        IDisposable change = await _gates.ChangeAsync("a", CancellationToken.None);
        change.Dispose();
        change.Dispose();

        using IDisposable capture = await _gates.ReadAsync("a", CancellationToken.None);
        Assert.False(_gates.ChangeAsync("a", CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Containers_do_not_wait_for_each_other()
    {
        using IDisposable change = await _gates.ChangeAsync("a", CancellationToken.None);

        Assert.True(_gates.ChangeAsync("b", CancellationToken.None).IsCompletedSuccessfully);
    }
}
