namespace Hoody.Sdk;

/// <summary>What came of the sync of one of several copies.</summary>
/// <param name="CopyId">The copy.</param>
public sealed record CopySyncResult(ContainerId CopyId)
{
    /// <summary>Gets the copy as it was when its sync had ended well.</summary>
    public Container? Container { get; init; }

    /// <summary>
    /// Gets why the sync was refused, failed, or could not be followed to its end; null when it ended well. A
    /// <see cref="ContainerOperationTimeoutException"/> is a sync that goes on.
    /// </summary>
    public HoodyException? Error { get; init; }

    /// <summary>Gets whether the copy now has its source's state.</summary>
    public bool IsSynced => Error is null;
}
