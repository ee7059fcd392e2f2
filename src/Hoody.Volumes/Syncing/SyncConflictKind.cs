namespace Hoody.Volumes.Syncing;

/// <summary>How a target has diverged in one place.</summary>
public enum SyncConflictKind
{
    /// <summary>Only the target changed it. No conflict under the policy <see cref="SyncPolicy.Keep"/>, and then not listed.</summary>
    OnlyTarget,

    /// <summary>Both added something under this name, and not the same.</summary>
    BothAdded,

    /// <summary>Both changed it, and not to the same.</summary>
    BothChanged,

    /// <summary>The source removed it, and the target changed it or something in it.</summary>
    RemovedInSource,

    /// <summary>The target removed it, and the source changed it or something in it.</summary>
    RemovedInTarget,
}
