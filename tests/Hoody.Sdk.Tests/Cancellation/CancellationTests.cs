using System.Collections.Concurrent;

namespace Hoody.Sdk.Tests.Cancellation;

/// <summary>Every operation, cancelled at every place where it waits. Alone, since exceptions that nobody observed are the whole process's.</summary>
[Collection(nameof(CancellationTests))]
public class CancellationTests
{
    public static TheoryData<string> Cases => [.. CancellationCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Cancelling_anywhere_is_a_cancellation_and_nothing_is_sent_afterwards(string name)
    {
        int count = await CountPointsAsync(name);
        Assert.True(count > 2, "one request alone waits for its reply, and twice for its body");
        for (int point = 1; point <= count; point++)
        {
            await CancelAsync(name, point);
        }
    }

    [Fact]
    public async Task Cancelling_leaves_no_exception_that_nobody_observes()
    {
        Collect(); // what other tests left
        ConcurrentQueue<Exception> unobserved = new();
        EventHandler<UnobservedTaskExceptionEventArgs> note = (_, e) => unobserved.Enqueue(e.Exception);
        TaskScheduler.UnobservedTaskException += note;
        try
        {
            foreach (string name in CancellationCases.All.Keys)
            {
                await Cancelling_anywhere_is_a_cancellation_and_nothing_is_sent_afterwards(name);
            }

            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= note;
        }

        Assert.Empty(unobserved);
    }

    private static async Task<int> CountPointsAsync(string name)
    {
        CancellationCase work = CancellationCases.All[name];
        using PointedClient pointed = new(work);
        Func<CancellationToken, Task> run = await work.Prepare(pointed.Client);
        pointed.Points.Begin(int.MaxValue);
        await run(pointed.Points.Token);
        return pointed.Points.Count;
    }

    private static async Task CancelAsync(string name, int point)
    {
        CancellationCase work = CancellationCases.All[name];
        using PointedClient pointed = new(work);
        Func<CancellationToken, Task> run = await work.Prepare(pointed.Client);
        pointed.Points.Begin(point);

        Exception? error = await Record.ExceptionAsync(() => run(pointed.Points.Token));

        string place = $"place {point}, after {string.Join(", ", pointed.Script.Sent)}: {error}";
        Assert.True(error is OperationCanceledException, place);
        Assert.True(((OperationCanceledException)error).CancellationToken == pointed.Points.Token, $"not the caller's token at {place}");
        Assert.True(pointed.Service.SentAfterwards == 0, $"sent after the cancellation at {place}");
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    [CollectionDefinition(nameof(CancellationTests), DisableParallelization = true)]
    public sealed class Alone;
}
