namespace Hoody.LocalHost.State;

/// <summary>Where a durable operation stands; stored and sent in lower case.</summary>
internal enum OperationState
{
    Queued,
    Running,
    Succeeded,
    Failed,
}
