namespace Hoody.Sdk;

/// <summary>The service's code for a failure. The service owns the list: compare with the codes below, and expect others.</summary>
/// <param name="Value">The code, as the service writes it.</param>
public readonly record struct HoodyErrorCode(string Value)
{
    /// <summary>Gets the code of a sync whose container was not made by a copy.</summary>
    public static HoodyErrorCode ContainerNotCopied { get; } = new("CONTAINER_NOT_COPIED");

    /// <summary>Gets the code of a copy or sync whose source is gone, or not this account's.</summary>
    public static HoodyErrorCode SourceContainerNotFound { get; } = new("SOURCE_CONTAINER_NOT_FOUND");

    /// <summary>Gets the code of a container that does not exist.</summary>
    public static HoodyErrorCode ContainerNotFound { get; } = new("CONTAINER_NOT_FOUND");

    /// <summary>Gets the code of a project that does not exist.</summary>
    public static HoodyErrorCode ProjectNotFound { get; } = new("PROJECT_NOT_FOUND");

    /// <summary>Gets the code of a target project, server or snapshot that does not exist.</summary>
    public static HoodyErrorCode ResourceNotFound { get; } = new("RESOURCE_NOT_FOUND");

    /// <summary>Gets the code of a container name that another container of the project has.</summary>
    public static HoodyErrorCode ContainerNameInUse { get; } = new("CONTAINER_NAME_IN_USE");

    /// <summary>Gets the code of an SSH key that another container has, the source of a copy included.</summary>
    public static HoodyErrorCode SshPublicKeyInUse { get; } = new("SSH_PUBLIC_KEY_IN_USE");

    /// <summary>Gets the code of a container that is busy, or in a state that does not allow the operation.</summary>
    public static HoodyErrorCode OperationStateConflict { get; } = new("OPERATION_STATE_CONFLICT");

    /// <summary>Gets the code of a server that takes no more containers.</summary>
    public static HoodyErrorCode ServerContainerLimit { get; } = new("SERVER_CONTAINER_LIMIT");

    /// <summary>Gets the code of a project that takes no more containers.</summary>
    public static HoodyErrorCode ProjectContainerLimit { get; } = new("PROJECT_CONTAINER_LIMIT");

    /// <summary>Gets the code of a container that takes no more snapshots.</summary>
    public static HoodyErrorCode ContainerSnapshotLimit { get; } = new("CONTAINER_SNAPSHOT_LIMIT");

    /// <summary>Gets the code of a snapshot that must wait for another one.</summary>
    public static HoodyErrorCode SnapshotOperationInProgress { get; } = new("SNAPSHOT_OPERATION_IN_PROGRESS");

    /// <summary>Gets the code of a request with invalid fields.</summary>
    public static HoodyErrorCode ValidationError { get; } = new("VALIDATION_ERROR");

    /// <summary>Gets the code of a name that no container can have.</summary>
    public static HoodyErrorCode InvalidContainerName { get; } = new("INVALID_CONTAINER_NAME");

    /// <summary>Gets the code of an order to a container that still works on another one.</summary>
    public static HoodyErrorCode ContainerOperationInProgress { get; } = new("CONTAINER_OPERATION_IN_PROGRESS");

    /// <summary>Gets the code of a container whose last operation is not quite over.</summary>
    public static HoodyErrorCode ContainerFinalizing { get; } = new("container_finalizing");

    /// <summary>Gets the code of a container whose part of the server sleeps.</summary>
    public static HoodyErrorCode SubserverDormant { get; } = new("SUBSERVER_DORMANT");

    /// <summary>Gets the code of an order that the container's server could not carry out.</summary>
    public static HoodyErrorCode ContainerHostCommandFailed { get; } = new("CONTAINER_HOST_COMMAND_FAILED");

    /// <summary>Gets the code of an order whose outcome is unknown: the container's server did not answer in time.</summary>
    public static HoodyErrorCode ContainerHostTimeout { get; } = new("CONTAINER_HOST_TIMEOUT");

    /// <summary>Gets the code of what is refused because the rental of the server has ended.</summary>
    public static HoodyErrorCode OperationNotPermittedOnExpired { get; } = new("OPERATION_NOT_PERMITTED_ON_EXPIRED");

    /// <summary>Gets the code of an account that may have no more.</summary>
    public static HoodyErrorCode QuotaExceeded { get; } = new("QUOTA_EXCEEDED");

    /// <summary>Gets the code of snapshots that the service cannot count at present.</summary>
    public static HoodyErrorCode SnapshotInventoryUnavailable { get; } = new("SNAPSHOT_INVENTORY_UNAVAILABLE");

    /// <summary>Gets the code of a proxy alias that is taken, on its server by any account, or elsewhere in this one.</summary>
    public static HoodyErrorCode AliasInUse { get; } = new("ALIAS_IN_USE");

    /// <summary>Gets the code, as the service writes it.</summary>
    public override string ToString() => Value ?? "";
}
