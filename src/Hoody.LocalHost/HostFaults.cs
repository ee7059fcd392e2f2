using Hoody.LocalHost.Faults;

namespace Hoody.LocalHost;

/// <summary>
/// What a host is to do wrong, so that a test can see what its subject makes of it. Each fault is for the next requests of one route, in the
/// order in which faults were scripted, and is used up by them; everything else of the host stays true. Thread-safe.
/// </summary>
/// <remarks>
/// All members throw <see cref="ArgumentException"/> for a call that the host does not have, and <see cref="ArgumentOutOfRangeException"/> for
/// a number of times that is not 1 or more.
/// </remarks>
public sealed class HostFaults
{
    private readonly FaultScript _script;

    internal HostFaults(FaultScript script) => _script = script;

    /// <summary>Gets how many requests the faults that are scripted still wait for.</summary>
    public int PendingCount => _script.PendingCount;

    /// <summary>Answers the next requests with an error; nothing is done for them.</summary>
    /// <param name="call">The requests.</param>
    /// <param name="failure">The error.</param>
    /// <param name="times">How many requests, one after the other.</param>
    public void FailNext(HostCall call, HostFailure failure, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(failure);
        _script.Add(call, new ErrorFault(failure), times);
    }

    /// <summary>
    /// Breaks the connection without having done anything: what the client sees is the same as with <see cref="DropReplyOfNext"/>, and only
    /// looking tells the two apart.
    /// </summary>
    /// <param name="call">The requests.</param>
    /// <param name="times">How many requests, one after the other.</param>
    public void DropNext(HostCall call, int times = 1) => _script.Add(call, DropFault.BeforeTheWork, times);

    /// <summary>Does what the next requests ask for, and breaks the connection instead of answering.</summary>
    /// <param name="call">The requests.</param>
    /// <param name="times">How many requests, one after the other.</param>
    public void DropReplyOfNext(HostCall call, int times = 1) => _script.Add(call, DropFault.AfterTheWork, times);

    /// <summary>Begins with the next requests only after a time, by <see cref="HoodyHostOptions.TimeProvider"/>.</summary>
    /// <param name="call">The requests.</param>
    /// <param name="delay">The time, more than zero.</param>
    /// <param name="times">How many requests, one after the other.</param>
    public void DelayNext(HostCall call, TimeSpan delay, int times = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(delay, TimeSpan.Zero);
        _script.Add(call, new DelayFault((time, cancellationToken) => Task.Delay(delay, time, cancellationToken)), times);
    }

    /// <summary>Begins with the next request only when a task has ended, however it ends.</summary>
    /// <param name="call">The request.</param>
    /// <param name="release">The task.</param>
    public void HoldNext(HostCall call, Task release)
    {
        ArgumentNullException.ThrowIfNull(release);
        _script.Add(call, new DelayFault((_, cancellationToken) => Task.WhenAny(release, Task.Delay(Timeout.Infinite, cancellationToken))), times: 1);
    }

    /// <summary>Takes back all faults that no request has used up.</summary>
    public void Clear() => _script.Clear();
}
