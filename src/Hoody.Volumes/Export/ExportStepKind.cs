namespace Hoody.Volumes.Export;

/// <summary>What an export would do to one entry.</summary>
public enum ExportStepKind
{
    /// <summary>Make it: it is not there.</summary>
    Create,

    /// <summary>Make it anew: what is there has other data, another type, or shares a file with a name that it does not share one with in the tree.</summary>
    Replace,

    /// <summary>Give it the owner, mode, time or attributes of the tree.</summary>
    SetMetadata,

    /// <summary>Remove it: the tree does not have it.</summary>
    Remove,
}
