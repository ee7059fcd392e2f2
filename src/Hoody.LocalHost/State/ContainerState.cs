namespace Hoody.LocalHost.State;

/// <summary>The service's container states that a local host can show; stored and sent in lower case.</summary>
internal enum ContainerState
{
    Creating,
    Running,
    Paused,
    Stopped,
    Failed,
    Copying,
    Deleting,
}
