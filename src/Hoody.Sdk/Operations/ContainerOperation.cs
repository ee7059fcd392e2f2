namespace Hoody.Sdk;

/// <summary>
/// Work that the service has accepted and does by itself. This is a view of it: dropping or cancelling it ends nothing. Thread-safe.
/// </summary>
public class ContainerOperation
{
    private readonly OperationPoller? _poller;

    /// <summary>Makes a test double.</summary>
    protected ContainerOperation()
    {
    }

    internal ContainerOperation(OperationPoller poller) => _poller = poller;

    /// <summary>Gets what the operation does.</summary>
    public virtual ContainerOperationKind Kind => new(Poller.Ticket.Kind);

    /// <summary>Gets the container that is waited for; for a copy, the new one.</summary>
    public virtual ContainerId ContainerId => Poller.Ticket.ContainerId;

    /// <summary>Gets the source of a copy or sync.</summary>
    public virtual ContainerId? SourceContainerId => Poller.Ticket.SourceContainerId;

    /// <summary>Gets the service's own id for the operation; null from services that give none.</summary>
    public virtual string? OperationId => Poller.Ticket.OperationId;

    /// <summary>Gets when the operation was asked for, by this machine's clock.</summary>
    public virtual DateTimeOffset StartedAt => Poller.Ticket.StartedAt;

    /// <summary>Gets whether the last look showed the end, good or bad. Does not ask the service.</summary>
    public virtual bool HasCompleted => Poller.Last.Verdict != OperationVerdict.Pending;

    /// <summary>Gets the status that the last look showed. Does not ask the service.</summary>
    public virtual ContainerStatus LastStatus => Poller.Last.Progress.Status;

    /// <summary>Gets what the last look showed. Does not ask the service.</summary>
    public virtual ContainerOperationProgress LastProgress => Poller.Last.Progress;

    /// <summary>Gets the container as last seen; null before a first look at a sync, a restore or a resumed operation.</summary>
    public virtual Container? LastContainer => Poller.Last.Container;

    private OperationPoller Poller => _poller ?? throw TestDouble.NotOverridden(nameof(ContainerOperation));

    /// <summary>Gets the token by which another process can go on waiting.</summary>
    public virtual OperationToken ToToken() => OperationToken.Of(Poller.Ticket);

    /// <summary>Takes one look, unless the end is known already.</summary>
    /// <exception cref="HoodyException">The look failed; that says nothing about the operation.</exception>
    public virtual async ValueTask<ContainerOperationProgress> RefreshAsync(CancellationToken cancellationToken = default) =>
        (await Poller.LookAsync(seen: null, cancellationToken).ConfigureAwait(false)).Progress;

    /// <summary>
    /// Gets what a local host tells of the operation beyond the service's contract: its plan, its progress in bytes, its result. Asks
    /// once, and neither waits nor changes what <see cref="LastProgress"/> shows.
    /// </summary>
    /// <returns>Null from a service that tells none of it, or that does not know the operation.</returns>
    /// <exception cref="HoodyException">The service could not be asked; that says nothing about the operation.</exception>
    public virtual Task<ContainerOperationDetail?> GetDetailAsync(CancellationToken cancellationToken = default) =>
        Poller.ReadDetailAsync(cancellationToken);

    /// <summary>Waits for the end, and gets the container as it then is. Cancelling ends the wait, never the service's work.</summary>
    /// <exception cref="ContainerOperationFailedException">The operation failed.</exception>
    /// <exception cref="HoodyException">The service could not be asked, several times in a row. The wait can be resumed.</exception>
    public virtual Task<Container> WaitForCompletionAsync(CancellationToken cancellationToken = default) =>
        WaitForCompletionAsync(null, null, cancellationToken);

    /// <inheritdoc cref="WaitForCompletionAsync(CancellationToken)"/>
    /// <param name="options">Time limit and interval; null for the client's own.</param>
    /// <param name="progress">
    /// Gets every look. <see cref="Progress{T}"/> may deliver reports out of order; compare their
    /// <see cref="ContainerOperationProgress.Sequence"/>.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ContainerOperationTimeoutException">The wait took longer than its limit. The operation goes on.</exception>
    public virtual async Task<Container> WaitForCompletionAsync(
        OperationWaitOptions? options,
        IProgress<ContainerOperationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        await foreach (ContainerOperationProgress look in WatchAsync(options, cancellationToken).ConfigureAwait(false))
        {
            progress?.Report(look);
        }

        return LastContainer!; // a wait that does not throw has seen the container
    }

    /// <summary>Gives each look in order, the one that shows the end last. Cancelling ends the wait, never the service's work.</summary>
    /// <exception cref="ContainerOperationFailedException">The operation failed; thrown after the look that shows it.</exception>
    /// <exception cref="ContainerOperationTimeoutException">The wait took longer than its limit. The operation goes on.</exception>
    /// <exception cref="HoodyException">The service could not be asked, several times in a row. The wait can be resumed.</exception>
    public virtual IAsyncEnumerable<ContainerOperationProgress> WatchAsync(
        OperationWaitOptions? options = null, CancellationToken cancellationToken = default) =>
        new OperationWait(Poller, options ?? new OperationWaitOptions()).WatchAsync(cancellationToken);
}
