namespace Hoody.ChunkStore.Backends;

/// <summary>A token bucket of bytes: a rate that several backends, or transfers, may share. Thread-safe.</summary>
/// <remarks>
/// Whoever asks takes its bytes at once, and waits until the bucket has made up for them: first come, first served, and an object
/// larger than the bucket passes too. So it is the average that keeps the rate; one object goes at full speed when its turn has come.
/// </remarks>
public sealed class BandwidthLimiter
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double _capacity;
    private double _tokens;
    private long _filledAt;

    /// <summary>Creates a limiter whose bucket is full.</summary>
    /// <param name="bytesPerSecond">The rate, more than 0.</param>
    /// <param name="burstBytes">What may pass at once after a pause, more than 0; null for what passes in one second.</param>
    /// <param name="time">The clock; null for <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not more than 0.</exception>
    public BandwidthLimiter(long bytesPerSecond, long? burstBytes = null, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytesPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(burstBytes ?? bytesPerSecond, nameof(burstBytes));
        BytesPerSecond = bytesPerSecond;
        _time = time ?? TimeProvider.System;
        _tokens = _capacity = burstBytes ?? bytesPerSecond;
        _filledAt = _time.GetTimestamp();
    }

    /// <summary>The rate in bytes per second.</summary>
    public long BytesPerSecond { get; }

    /// <summary>Waits until <paramref name="lengthBytes"/> may pass.</summary>
    /// <param name="lengthBytes">How many bytes, 0 or more.</param>
    /// <param name="cancellationToken">Cancels the wait; nothing is then taken from the rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public async ValueTask WaitAsync(long lengthBytes, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lengthBytes);
        TimeSpan delay = Take(lengthBytes);
        if (delay <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            GiveBack(lengthBytes);
            throw;
        }
    }

    /// <summary>Returns bytes that were waited for and did not pass.</summary>
    internal void GiveBack(long lengthBytes)
    {
        lock (_gate)
        {
            _tokens = Math.Min(_capacity, _tokens + lengthBytes);
        }
    }

    private TimeSpan Take(long lengthBytes)
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            _tokens = Math.Min(_capacity, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * BytesPerSecond)) - lengthBytes;
            _filledAt = now;

            // Up to what a timer takes: a slower rate than that is a bound, too.
            return _tokens < 0 ? TimeSpan.FromSeconds(Math.Min(-_tokens / BytesPerSecond, MaxDelay.TotalSeconds)) : TimeSpan.Zero;
        }
    }

    private static TimeSpan MaxDelay => TimeSpan.FromDays(24);
}
