using System.Diagnostics;

namespace Hoody.Sdk;

/// <summary>The activity of one wait for an operation. The looks within are counted, and have no activities of their own.</summary>
internal sealed class WaitActivity : IDisposable
{
    private readonly string _kind;
    private readonly Activity? _activity;
    private int _looks;
    private string? _status;

    public WaitActivity(OperationTicket ticket)
    {
        _kind = ticket.Kind;
        _activity = HoodyTelemetry.Activities.StartActivity("Hoody.Operation.Wait");
        _activity?.SetTag("hoody.operation.kind", ticket.Kind);
        _activity?.SetTag("hoody.container.id", ticket.ContainerId.Value);
        OperationTelemetry.WaitBegan(ticket.Kind);
    }

    /// <summary>Has one step of the wait run below this activity, and remembers what came of it.</summary>
    public async Task<Observation> RunAsync(Func<Task<Observation>> step)
    {
        // An iterator gives its caller's activity back at each yield; it is set anew for each step.
        Activity.Current = _activity ?? Activity.Current;
        try
        {
            Observation seen = await step().ConfigureAwait(false);
            _looks = seen.Progress.Sequence;
            _status = seen.Progress.Status.Value;
            return seen;
        }
        catch (Exception error)
        {
            Fail(error);
            throw;
        }
    }

    public void Fail(Exception error)
    {
        _activity?.SetTag("error.type", error.GetType().Name);
        _activity?.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        OperationTelemetry.WaitEnded(_kind);
        _activity?.SetTag("hoody.operation.polls", _looks);
        _activity?.SetTag("hoody.container.status", _status);
        _activity?.Dispose();
    }
}
