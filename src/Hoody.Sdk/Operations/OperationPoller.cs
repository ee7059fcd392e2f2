using System.Diagnostics.CodeAnalysis;

namespace Hoody.Sdk;

/// <summary>Asks about one operation; looks at its container, one look at a time however many wait. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to release.")]
internal sealed class OperationPoller
{
    private readonly ApiPipeline _pipeline;
    private readonly RequestOptions _call;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Observation _last;

    public OperationPoller(ApiPipeline pipeline, OperationTicket ticket, Container? accepted, ContainerStatus status)
    {
        _pipeline = pipeline;
        Ticket = ticket;

        // A look that fails counts against the wait's own budget, so it is not repeated beneath it.
        _call = new RequestOptions { MaxRetries = 0, Realm = ticket.Realm };
        OperationVerdict verdict = accepted is null
            ? OperationVerdict.Pending
            : CompletionRule.Judge(status, isWorkSeen: true, isGraceOver: true);
        _last = new Observation { Progress = Report(0, status, verdict, null), Verdict = verdict, Container = accepted };
    }

    public OperationTicket Ticket { get; }

    public HoodyClientOptions Options => _pipeline.Options;

    public Func<double> Random => _pipeline.Random;

    public Observation Last => _last;

    private TimeSpan Elapsed => Options.TimeProvider.GetUtcNow() - Ticket.StartedAt;

    // Asking may have taken longer than the times that are allowed from here on: it is sent again after a 429.
    private TimeSpan SinceAccepted => Options.TimeProvider.GetUtcNow() - (Ticket.AcceptedAt ?? Ticket.StartedAt);

    /// <summary>
    /// Gets what there is to know, by one look, or by the one that another waiter took since look <paramref name="seen"/>.
    /// </summary>
    public async Task<Observation> LookAsync(int? seen, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last.Verdict == OperationVerdict.Pending && (seen is null || seen == _last.Progress.Sequence))
            {
                OperationTelemetry.Polled(Ticket.Kind);
                _last = await ObserveAsync(_last, cancellationToken).ConfigureAwait(false);
                if (_last.Verdict != OperationVerdict.Pending)
                {
                    OperationTelemetry.Ended(Ticket.Kind, _last);
                }
            }

            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gets what our own host adds to the contract; null where there is no such route, which the service answers with 404.</summary>
    public async Task<ContainerOperationDetail?> ReadDetailAsync(CancellationToken cancellationToken)
    {
        // The id comes from the service, or from a token that anybody may have written: it must be one segment of a path.
        if (!ResourceIdText.IsValid(Ticket.OperationId))
        {
            return null;
        }

        ApiTarget target = ApiTarget.Local("operations/{id}", Ticket.OperationId!); // it is valid
        ApiRequest message = new("Operations.GetDetail", HttpMethod.Get, target) { IsPoll = true };
        try
        {
            return await _pipeline.SendAsync(
                message, HoodyJsonContext.Default.ContainerOperationDetail, _call, cancellationToken).ConfigureAwait(false);
        }
        catch (HoodyNotFoundException)
        {
            return null;
        }
    }

    private async Task<Observation> ObserveAsync(Observation before, CancellationToken cancellationToken)
    {
        int sequence = before.Progress.Sequence + 1;
        try
        {
            ApiRequest message = new("Containers.Get", HttpMethod.Get, ContainerCalls.Container(Ticket.ContainerId)) { IsPoll = true };
            using ApiReply reply = await _pipeline.SendAsync(message, _call, cancellationToken).ConfigureAwait(false);
            Container container = reply.ReadData(HoodyJsonContext.Default.Container);
            bool isWorkSeen = await IsWorkSeenAsync(before, container, cancellationToken).ConfigureAwait(false);
            OperationVerdict verdict = CompletionRule.Judge(
                container.Status, isWorkSeen, SinceAccepted >= Options.Operations.SyncGracePeriod);
            string? remark = verdict != OperationVerdict.Pending && !isWorkSeen ? "no transition observed" : null;
            return new Observation
            {
                Progress = Report(sequence, container.Status, verdict, remark),
                Verdict = verdict,
                IsWorkSeen = isWorkSeen,
                Container = container,
                RetryAfter = reply.RetryAfter,
            };
        }
        catch (HoodyNotFoundException)
        {
            OperationVerdict verdict = CompletionRule.JudgeMissing(Ticket.Kind, SinceAccepted);
            return before with
            {
                Progress = Report(sequence, before.Progress.Status, verdict, "the container was not found"),
                Verdict = verdict,
                IsMissing = true,
            };
        }
    }

    /// <summary>What was made by the operation shows its work by being there; what was there before must be seen to change.</summary>
    private async Task<bool> IsWorkSeenAsync(Observation before, Container container, CancellationToken cancellationToken)
    {
        if (Ticket.Baseline is not { } baseline
            || before.IsWorkSeen || container.Status.IsTransitional || container.UpdatedAt > baseline.UpdatedAt)
        {
            return true;
        }

        ContainerStatusChange? log = await SyncBaseline.ReadNewestLogAsync(
            _pipeline, Ticket.ContainerId, isPoll: true, _call, cancellationToken).ConfigureAwait(false);
        return log is not null && log.Id != baseline.StatusLogId && !log.ToStatus.IsTransitional;
    }

    private ContainerOperationProgress Report(int sequence, ContainerStatus status, OperationVerdict verdict, string? message) => new()
    {
        Sequence = sequence,
        Status = status,
        Elapsed = Elapsed,
        Message = message,
        IsFinal = verdict != OperationVerdict.Pending,
    };
}
