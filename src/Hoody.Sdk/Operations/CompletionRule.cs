namespace Hoody.Sdk;

/// <summary>How an operation stands.</summary>
internal enum OperationVerdict
{
    Pending,
    Succeeded,
    Failed,
}

/// <summary>
/// The one place that tells when an operation has ended. The contract gives a container's status, the time of its last change and its
/// status log, but no id that could be asked for its outcome; these rules are drawn from that, and have not been checked against the
/// live service.
/// </summary>
internal static class CompletionRule
{
    /// <summary>How long after a copy was accepted a 404 for it may be the delay of a replica.</summary>
    public static readonly TimeSpan MissingTolerance = TimeSpan.FromSeconds(15);

    /// <summary>Judges by a look at the container.</summary>
    /// <param name="status">The status seen.</param>
    /// <param name="isWorkSeen">Whether the container was seen at work, or has changed since the operation was asked for.</param>
    /// <param name="isGraceOver">Whether work that began at all would have been seen by now.</param>
    public static OperationVerdict Judge(ContainerStatus status, bool isWorkSeen, bool isGraceOver)
    {
        // A word that is new to us may well stand for work; waiting on is safe, and taking it for an end is not.
        if (!status.IsUsable && !status.IsEnded)
        {
            return OperationVerdict.Pending;
        }

        if (!isWorkSeen && !isGraceOver)
        {
            return OperationVerdict.Pending;
        }

        return status.IsEnded ? OperationVerdict.Failed : OperationVerdict.Succeeded;
    }

    /// <summary>Judges by the container's absence: just made, it may not have arrived everywhere; later it is gone for good.</summary>
    public static OperationVerdict JudgeMissing(string kind, TimeSpan sinceAccepted) =>
        kind is "copy" or "create" && sinceAccepted < MissingTolerance ? OperationVerdict.Pending : OperationVerdict.Failed;
}
