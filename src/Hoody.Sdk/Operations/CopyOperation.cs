namespace Hoody.Sdk;

/// <summary>A copy that the service has accepted and does by itself.</summary>
public class CopyOperation : ContainerOperation
{
    /// <summary>Makes a test double.</summary>
    protected CopyOperation()
    {
    }

    internal CopyOperation(OperationPoller poller)
        : base(poller)
    {
    }
}
