using Hoody.LocalHost.State;

namespace Hoody.LocalHost.Jobs;

/// <summary>
/// The work of one kind of operation. It may be stopped at any point and begun again from the start by the next run of the host, so
/// every step of it is one that can be repeated.
/// </summary>
internal interface IOperationWork
{
    OperationKind Kind { get; }

    Task<WorkResult> RunAsync(WorkOrder order, CancellationToken cancellationToken);
}
