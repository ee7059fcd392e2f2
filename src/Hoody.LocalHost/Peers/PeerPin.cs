using Hoody.LocalHost.Engine;

namespace Hoody.LocalHost.Peers;

/// <summary>Work that a peer does on a server of this host.</summary>
internal sealed class PeerPin(string id, LocalServer server, LocalServerWork work) : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private TaskCompletionSource<object> _outcome = NewOutcome();
    private WantedRequest _wanted = new([]);

    public string Id => id;

    public LocalServer Server => server;

    public LocalServerWork Work => work;

    /// <summary>Cancelled when the pin is not held any more: what is done under it must not go on.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>What the next session is about.</summary>
    public WantedRequest Wanted
    {
        get => Volatile.Read(ref _wanted);
        set
        {
            Volatile.Write(ref _outcome, NewOutcome());
            Volatile.Write(ref _wanted, value);
        }
    }

    /// <summary>What came of the session about that.</summary>
    public Task<object> Outcome => Volatile.Read(ref _outcome).Task;

    /// <summary>Runs a session and keeps what comes of it, be it an error.</summary>
    public async Task RunAsync(Func<WantedRequest, Task<object>> session)
    {
        TaskCompletionSource<object> outcome = Volatile.Read(ref _outcome);
        try
        {
            outcome.TrySetResult(await session(Wanted));
        }
        catch (Exception exception)
        {
            outcome.TrySetException(exception);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Volatile.Read(ref _outcome).TrySetCanceled();
        await work.DisposeAsync();
    }

    private static TaskCompletionSource<object> NewOutcome()
    {
        TaskCompletionSource<object> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Nobody may ever ask: the session's own request has told the error already.
        _ = outcome.Task.ContinueWith(task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return outcome;
    }
}
