namespace Hoody.Volumes.Transfer;

/// <summary>Whose turn it is first, of transfers that share a <see cref="TransferScheduler"/>.</summary>
/// <remarks>Every eighth turn goes to whoever has waited longest, so that none waits for ever.</remarks>
public enum TransferPriority
{
    /// <summary>After all others: replicas that nobody waits for.</summary>
    Low = -1,

    /// <summary>The default.</summary>
    Normal = 0,

    /// <summary>Before all others: somebody waits for it.</summary>
    High = 1,
}
