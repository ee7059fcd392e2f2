using Hoody.Volumes.Transfer;

namespace Hoody.LocalHost.Engine;

/// <summary>How far the transfer of an operation is, and what it will be in all. Thread-safe.</summary>
internal sealed class TransferGauge : IProgress<TransferProgress>
{
    private long _startedAt;
    private long _endedAt;
    private long _wireBytes;
    private TransferPlan? _plan;

    /// <summary>What will move; null as long as that is not known, or when nothing has to.</summary>
    public TransferPlan? Plan => Volatile.Read(ref _plan);

    /// <summary>Bytes that went over the wire, in the plan's terms.</summary>
    public long WireBytesDone => Plan is { } plan ? Math.Min(Interlocked.Read(ref _wireBytes), plan.WireBytes) : 0;

    /// <summary>Bytes a second from the transfer's beginning to now or its end; real time, whatever clock the API shows. Null before it has begun.</summary>
    public double? BytesPerSecond
    {
        get
        {
            long startedAt = Interlocked.Read(ref _startedAt);
            long until = Interlocked.Read(ref _endedAt) is var endedAt and not 0 ? endedAt : TimeProvider.System.GetTimestamp();
            double seconds = startedAt == 0 ? 0 : TimeProvider.System.GetElapsedTime(startedAt, until).TotalSeconds;
            return seconds > 0 ? WireBytesDone / seconds : null;
        }
    }

    /// <summary>Seconds that the rest of the plan will take at that rate; null as long as there is none.</summary>
    public double? SecondsLeft => Plan is { } plan && BytesPerSecond is { } rate and > 0
        ? (plan with { WireBytes = plan.WireBytes - WireBytesDone }).EstimateTime(rate).TotalSeconds
        : null;

    public void Begin(TransferPlan plan)
    {
        Volatile.Write(ref _plan, plan);
        Interlocked.Exchange(ref _wireBytes, 0);
        Interlocked.Exchange(ref _endedAt, 0);
        Interlocked.Exchange(ref _startedAt, TimeProvider.System.GetTimestamp());
    }

    /// <summary>The transfer has ended with all that was planned.</summary>
    public void Complete()
    {
        Interlocked.Exchange(ref _wireBytes, Plan?.WireBytes ?? 0);
        Stop();
    }

    /// <summary>Nothing moves any more.</summary>
    public void Stop() => Interlocked.CompareExchange(ref _endedAt, TimeProvider.System.GetTimestamp(), 0);

    /// <summary>Counts bytes where the transfer's own progress is reported elsewhere.</summary>
    public void Add(long wireBytes) => Interlocked.Add(ref _wireBytes, wireBytes);

    public void Report(TransferProgress value) => Interlocked.Exchange(ref _wireBytes, value.WireBytes);
}
