namespace Hoody.Sdk.Tests.Cancellation;

/// <summary>Counts the places at which a call waits for something – a reply, more of a body, a delay, a token – and cancels at one of them.</summary>
internal sealed class AwaitPoints : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private int _last = int.MaxValue;
    private int _count;

    public CancellationToken Token => _cancel.Token;

    public bool IsCancelled => _cancel.IsCancellationRequested;

    /// <summary>Gets the places reached so far.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Counts from now on, and cancels at the place of that number, from 1.</summary>
    public void Begin(int last)
    {
        _last = last;
        Volatile.Write(ref _count, 0);
    }

    public void Reach()
    {
        if (Interlocked.Increment(ref _count) == _last)
        {
            _cancel.Cancel();
        }
    }

    public void Dispose() => _cancel.Dispose();
}
