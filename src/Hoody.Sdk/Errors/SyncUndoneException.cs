namespace Hoody.Sdk;

/// <summary>
/// A sync failed, or its result did not pass the caller's check, and the copy was put back to the snapshot from before:
/// <see cref="Exception.InnerException"/> says why, <see cref="RestoreFailure"/> whether going back failed, too.
/// </summary>
public sealed class SyncUndoneException : HoodyException
{
    /// <summary>Makes one.</summary>
    public SyncUndoneException(
        string message, ContainerId copyId, Snapshot snapshot, Exception? innerException = null, HoodyException? restoreFailure = null)
        : base(message, innerException)
    {
        CopyId = copyId;
        Snapshot = snapshot;
        RestoreFailure = restoreFailure;
    }

    /// <summary>Gets the copy.</summary>
    public ContainerId CopyId { get; }

    /// <summary>Gets the snapshot of the state before the sync; it is still there.</summary>
    public Snapshot Snapshot { get; }

    /// <summary>Gets why the copy could not be restored; null when it has its state from before the sync again.</summary>
    public HoodyException? RestoreFailure { get; }

    /// <summary>Gets whether the copy has its state from before the sync again.</summary>
    public bool IsRestored => RestoreFailure is null;
}
