using System.Runtime.CompilerServices;

namespace Hoody.Sdk;

/// <summary>One wait for an operation: looks again and again until it has ended.</summary>
internal sealed class OperationWait(OperationPoller poller, OperationWaitOptions options)
{
    // Half as long again after each look: quick work is noticed soon, long work costs few requests.
    private const double Growth = 1.5;

    // Waiters that began together must not ask together for ever.
    private const double Jitter = 0.2;

    private readonly TimeProvider _time = poller.Options.TimeProvider;

    /// <exception cref="ContainerOperationFailedException">The operation failed; thrown after its last progress was given.</exception>
    /// <exception cref="ContainerOperationTimeoutException">The wait took longer than its limit.</exception>
    public async IAsyncEnumerable<ContainerOperationProgress> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using WaitActivity activity = new(poller.Ticket);
        using Deadline deadline = new(options.Timeout, _time, cancellationToken);
        Observation seen = poller.Last;
        for (int looks = 0; seen.Verdict == OperationVerdict.Pending; looks++)
        {
            (Observation before, int count) = (seen, looks);
            seen = await activity.RunAsync(() => NextAsync(before, count, deadline, cancellationToken)).ConfigureAwait(false);
            if (seen.Verdict == OperationVerdict.Pending)
            {
                yield return seen.Progress;
            }
        }

        yield return seen.Progress;
        if (seen.Verdict == OperationVerdict.Failed)
        {
            ContainerOperationFailedException failure = Failed(seen);
            activity.Fail(failure);
            throw failure;
        }
    }

    private async Task<Observation> NextAsync(Observation seen, int looks, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            TimeSpan? retryAfter = seen.RetryAfter;
            for (int failures = 0; ; failures++)
            {
                TimeSpan delay = retryAfter is { } asked ? Within(asked) : DelayBefore(looks + failures);
                await Task.Delay(delay, _time, deadline.Token).ConfigureAwait(false);
                try
                {
                    return await poller.LookAsync(seen.Progress.Sequence, deadline.Token).ConfigureAwait(false);
                }
                catch (HoodyException error) when (IsPassing(error) && failures < poller.Options.Operations.MaxConsecutivePollFailures)
                {
                    retryAfter = (error as HoodyApiException)?.RetryAfter;
                }
            }
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw TimedOut();
        }
    }

    private TimeSpan DelayBefore(int looks)
    {
        HoodyOperationOptions operations = poller.Options.Operations;

        // Resumed, or accepted as already done: nothing is known that a look would not tell better.
        if (looks == 0 && poller.Last is { Container: null, Progress.Status.Value: "" })
        {
            return TimeSpan.Zero;
        }

        if (options.PollInterval is { } fixedInterval)
        {
            return fixedInterval;
        }

        double ticks = Math.Min(operations.MaxPollInterval.Ticks, operations.InitialPollInterval.Ticks * Math.Pow(Growth, looks));
        return TimeSpan.FromTicks((long)(ticks * (1 + (Jitter * ((2 * poller.Random()) - 1)))));
    }

    /// <summary>What the service asks for, but never so little that looks follow each other without a pause.</summary>
    private TimeSpan Within(TimeSpan asked)
    {
        long least = (options.PollInterval ?? poller.Options.Operations.InitialPollInterval).Ticks;
        return TimeSpan.FromTicks(Math.Max(least, Math.Min(asked.Ticks, poller.Options.Retry.MaxRetryAfter.Ticks)));
    }

    // What cannot be read is mostly the page of a proxy in between, which is gone a while later.
    private static bool IsPassing(HoodyException error) =>
        error is HoodyConnectionException or HoodySerializationException or HoodyApiException { IsTransient: true };

    private ContainerOperationTimeoutException TimedOut() => new(
        $"The {poller.Ticket.Kind} of container {poller.Ticket.ContainerId} did not end within {options.Timeout?.TotalSeconds:0.###} s. " +
        "It goes on; resume the wait by its token.",
        OperationToken.Of(poller.Ticket),
        poller.Last.Progress);

    private ContainerOperationFailedException Failed(Observation last)
    {
        string how = last.IsMissing ? "is gone" : $"has the status '{last.Progress.Status}'";
        return new ContainerOperationFailedException(
            $"The {poller.Ticket.Kind} failed: container {poller.Ticket.ContainerId} {how}.",
            OperationToken.Of(poller.Ticket),
            last.IsMissing ? null : last.Container);
    }
}
