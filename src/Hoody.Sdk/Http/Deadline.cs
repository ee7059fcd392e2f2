namespace Hoody.Sdk;

/// <summary>The end of one request with all its attempts: its time is up, or its caller cancels.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan? _length;
    private readonly long _start;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    public Deadline(TimeSpan? length, TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _length = length;
        _start = time.GetTimestamp();
        _timer = new CancellationTokenSource(length ?? Timeout.InfiniteTimeSpan, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    public bool HasPassed => _either.IsCancellationRequested;

    /// <summary>Waiting past the end would turn a failure that says something into one that says "too late".</summary>
    public bool HasRoomFor(TimeSpan delay) => _length is null || _time.GetElapsedTime(_start) + delay < _length;

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
