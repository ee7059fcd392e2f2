namespace Hoody.Volumes.Syncing;

/// <summary>Why a plan cannot be applied.</summary>
public enum SyncRefusal
{
    /// <summary>It can.</summary>
    None,

    /// <summary>The policy is <see cref="SyncPolicy.Report"/>, and the target has changes of its own.</summary>
    Diverged,

    /// <summary>It would remove a larger part of the target than <see cref="SyncOptions.MaxRemovedShare"/> allows.</summary>
    RemovesTooMuch,
}
