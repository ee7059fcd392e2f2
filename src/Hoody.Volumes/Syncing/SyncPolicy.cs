namespace Hoody.Volumes.Syncing;

/// <summary>What a sync does with changes that the target made itself since the last one.</summary>
public enum SyncPolicy
{
    /// <summary>The target becomes what the source is.</summary>
    Overwrite,

    /// <summary>They stay, also where the source changed the same; everything else becomes what the source is.</summary>
    Keep,

    /// <summary>The plan names them, and is refused if there are any.</summary>
    Report,
}
