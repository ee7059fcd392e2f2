using System.IO.Pipelines;
using Hoody.ChunkStore;
using Hoody.Volumes.Tests.Trees;
using Hoody.Volumes.Transfer;
using Microsoft.Extensions.Time.Testing;

namespace Hoody.Volumes.Tests.Transfer;

/// <summary>A source and a target over a link, with a clock that goes on when nothing else does.</summary>
internal sealed class LinkedPair : IAsyncDisposable
{
    private LinkedPair(MemoryVolume source, MemoryVolume target) => (Source, Target) = (source, target);

    public MemoryVolume Source { get; }

    public MemoryVolume Target { get; }

    public static async Task<LinkedPair> CreateAsync() => new(await MemoryVolume.CreateAsync(), await MemoryVolume.CreateAsync());

    public static LinkedPair Of(MemoryVolume source, MemoryVolume target) => new(source, target);

    /// <summary>Pulls over the link; null when it did not come to an end, which must be for a reason that has a type.</summary>
    public Task<TransferResult?> TryPullAsync(FaultyLink link, params TransferRequest[] requests) =>
        TryAsync(link, options => Target.Store.ReceiveAsync(link.Near, requests, options), options => Source.Store.ServeTransferAsync(
            link.Far, new TransferPolicy { AllowPull = true }, options));

    /// <summary>Pushes over the link; null when it did not come to an end, which must be for a reason that has a type.</summary>
    public Task<TransferReceipt?> TryPushAsync(FaultyLink link, params TransferRoot[] roots) =>
        TryAsync(link, options => Source.Store.SendAsync(link.Near, roots, options), options => Target.Store.ServeTransferAsync(
            link.Far, new TransferPolicy { AllowPush = true, AllowRef = _ => true }, options));

    public async Task<TransferPlan> PlanAsync(params TransferRequest[] requests)
    {
        (IDuplexPipe near, IDuplexPipe far) = PipePair.Create();
        Task serving = Source.Store.ServeTransferAsync(far, new TransferPolicy { AllowPull = true });
        TransferPlan plan = await Target.Store.PlanReceiveAsync(near, requests);
        await serving;
        return plan;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Target.DisposeAsync();
    }

    private static async Task<T?> TryAsync<T>(FaultyLink link, Func<TransferOptions, Task<T>> begin, Func<TransferOptions, Task> serve)
        where T : class
    {
        FakeTimeProvider clock = new();
        TransferScheduler scheduler = new();
        TransferOptions options = new() { Time = clock, Scheduler = scheduler };
        Task carrying = link.RunAsync();
        Task serving = serve(options);
        Task<T> beginning = begin(options);
        Task all = Task.WhenAll(beginning, serving, carrying);
        Task sessions = Task.WhenAll(beginning, serving);
        if (link.Holds && !link.MayHang && await Task.WhenAny(link.Held, sessions) == link.Held)
        {
            // Once, and at this moment: however slow the machine is, nobody has waited for longer.
            clock.Advance(options.IdleTimeout * 0.75);
        }

        while (link.MayHang && !sessions.IsCompleted)
        {
            // Whoever waits for what never comes is told so by the clock.
            clock.Advance(TimeSpan.FromSeconds(1));
            for (int i = 0; i < 100 && !sessions.IsCompleted; i++)
            {
                await Task.Yield();
            }
        }

        link.Release();
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await carrying;
        Assert.Equal(0, scheduler.MemoryInUseBytes);
        Assert.True(serving.Exception?.InnerException is null or ChunkStoreException, serving.Exception?.ToString());
        Assert.True(beginning.Exception?.InnerException is null or ChunkStoreException, beginning.Exception?.ToString());
        return beginning.IsCompletedSuccessfully ? await beginning : null;
    }
}
