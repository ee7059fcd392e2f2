namespace Hoody.Sdk;

/// <summary>A sync that the service has accepted and does by itself.</summary>
public class SyncOperation : ContainerOperation
{
    /// <summary>Makes a test double.</summary>
    protected SyncOperation()
    {
    }

    internal SyncOperation(OperationPoller poller)
        : base(poller)
    {
    }
}
