using System.Globalization;
using Hoody.ChunkStore;
using Hoody.Volumes.Syncing;

namespace Hoody.Volumes;

/// <summary>A sync would do what its options do not allow. Nothing was changed.</summary>
public sealed class SyncRefusedException : ChunkStoreException
{
    internal SyncRefusedException(SyncPlan plan)
        : base($"The sync to ref '{plan.TargetRef}' is refused: {Describe(plan)}.")
    {
        Refusal = plan.Refusal;
    }

    /// <summary>Why.</summary>
    public SyncRefusal Refusal { get; }

    private static string Describe(SyncPlan plan) => plan.Refusal == SyncRefusal.Diverged
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"the target has changes of its own in {plan.DivergenceCount} places; look at them, then choose the policy Overwrite or Keep")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"it would remove {plan.Counts.Removed} of the target's {plan.TargetEntryCount} entries; see that the source is complete, or allow it with MaxRemovedShare");
}
