namespace Hoody.Sdk;

/// <summary>The end of a request with all its attempts, or of one of them: its time is up, or its caller cancels.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan? _length;
    private readonly long _start;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenRegistration _caller;

    public Deadline(TimeSpan? length, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _length = length;
        _start = time.GetTimestamp();

        // One source for both, by hand: a linked one takes no clock, and two more for each attempt are what a short request would notice.
        _end = new CancellationTokenSource(length ?? Timeout.InfiniteTimeSpan, time);
        _caller = cancellationToken.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), _end); // it is given here
    }

    public CancellationToken Token => _end.Token;

    public bool HasPassed => _end.IsCancellationRequested;

    /// <summary>Waiting past the end would turn a failure that says something into one that says "too late".</summary>
    public bool HasRoomFor(TimeSpan delay) => _length is null || _time.GetElapsedTime(_start) + delay < _length;

    public void Dispose()
    {
        // In this order: it waits for a cancellation under way, which must find its source.
        _caller.Dispose();
        _end.Dispose();
    }
}
