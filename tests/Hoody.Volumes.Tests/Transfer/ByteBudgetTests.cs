using Hoody.Volumes.Transfer;

namespace Hoody.Volumes.Tests.Transfer;

public sealed class ByteBudgetTests
{
    private readonly ByteBudget _budget = new(100);
    private readonly List<string> _order = [];

    [Fact]
    public void What_is_left_is_taken_at_once_and_more_is_not()
    {
        Assert.True(_budget.TryTake(60, TransferPriority.Normal));
        Assert.False(_budget.TryTake(41, TransferPriority.High));
        Assert.True(_budget.TryTake(40, TransferPriority.Low));
        Assert.Equal(100, _budget.Taken);
    }

    [Fact]
    public async Task Who_waits_takes_what_is_given_back_as_soon_as_it_is_enough()
    {
        _budget.TryTake(100, TransferPriority.Normal);
        Task waiting = Wait(50);
        _budget.GiveBack(49);
        Assert.False(waiting.IsCompleted);
        _budget.GiveBack(1);
        await waiting;
        Assert.Equal(100, _budget.Taken);
    }

    [Fact]
    public async Task Higher_priorities_go_first_and_the_oldest_among_equals()
    {
        _budget.TryTake(100, TransferPriority.Normal);
        Task all = Task.WhenAll(
            Note("low", TransferPriority.Low), Note("normal", TransferPriority.Normal), Note("high 1", TransferPriority.High), Note("high 2", TransferPriority.High));
        for (int i = 0; i < 4; i++)
        {
            await GiveBackAsync(100);
        }

        await all;
        Assert.Equal(["high 1", "high 2", "normal", "low"], _order);
    }

    [Fact]
    public async Task After_seven_turns_past_it_the_oldest_is_next_whatever_its_priority()
    {
        _budget.TryTake(100, TransferPriority.Normal);
        List<Task> all = [Note("low", TransferPriority.Low)];
        all.AddRange(Enumerable.Range(0, 20).Select(_ => Note("high", TransferPriority.High)));
        for (int i = 0; i < all.Count; i++)
        {
            await GiveBackAsync(100);
        }

        await Task.WhenAll(all);
        Assert.Equal(7, _order.IndexOf("low"));
    }

    [Fact]
    public async Task Those_that_do_not_wait_overtake_the_oldest_no_more_often_either()
    {
        _budget.TryTake(90, TransferPriority.Normal);
        Task low = Wait(50, TransferPriority.Low);
        int past = 0;
        while (past < 100 && _budget.TryTake(1, TransferPriority.High))
        {
            _budget.GiveBack(1);
            past++;
        }

        Assert.Equal(7, past);
        _budget.GiveBack(90);
        await low;
    }

    [Fact]
    public async Task What_fits_does_not_overtake_what_is_older_and_does_not_fit_yet()
    {
        _budget.TryTake(60, TransferPriority.Normal);
        Task large = Wait(80);
        Assert.False(_budget.TryTake(10, TransferPriority.Normal));
        Task small = Wait(10);
        Assert.False(large.IsCompleted || small.IsCompleted);
        _budget.GiveBack(60);
        await Task.WhenAll(large, small);
    }

    [Fact]
    public async Task A_wait_that_is_cancelled_takes_nothing_and_lets_those_behind_it_go()
    {
        _budget.TryTake(60, TransferPriority.Normal);
        using CancellationTokenSource cancellation = new();
        Task large = _budget.TakeAsync(80, TransferPriority.High, cancellation.Token).AsTask();
        Task small = Wait(10);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        await small;
        Assert.Equal((70, 0), (_budget.Taken, _budget.WaitingCount));
    }

    [Fact]
    public async Task More_than_there_ever_is_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Wait(101));

    [Fact]
    public void What_is_there_already_counts_though_it_is_too_much()
    {
        _budget.TakeAnyway(150);
        Assert.Equal(150, _budget.Taken);
        Assert.False(_budget.TryTake(1, TransferPriority.High));
        _budget.GiveBack(51);
        Assert.True(_budget.TryTake(1, TransferPriority.Low));
    }

    [Fact]
    public async Task Many_that_take_and_give_back_at_once_never_have_more_than_there_is()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(seed => Task.Run(async () =>
        {
            Random random = new(seed);
            for (int i = 0; i < 500; i++)
            {
                long bytes = random.Next(1, 101);
                await _budget.TakeAsync(bytes, (TransferPriority)random.Next(-1, 2), default);
                await Task.Yield();
                _budget.GiveBack(bytes);
            }
        })));
        Assert.Equal((0, 0), (_budget.Taken, _budget.WaitingCount));
        Assert.InRange(_budget.MostTaken, 1, 100);
    }

    private Task Wait(long bytes, TransferPriority priority = TransferPriority.Normal) => _budget.TakeAsync(bytes, priority, default).AsTask();

    private async Task Note(string name, TransferPriority priority)
    {
        await Wait(100, priority);
        _order.Add(name);
    }

    // One goes on for each: its name is noted before the next may go.
    private async Task GiveBackAsync(long bytes)
    {
        int count = _order.Count;
        _budget.GiveBack(bytes);
        while (_order.Count == count)
        {
            await Task.Yield();
        }
    }
}
