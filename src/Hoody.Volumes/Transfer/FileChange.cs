namespace Hoody.Volumes.Transfer;

/// <summary>What a file is that comes.</summary>
internal enum FileChange
{
    /// <summary>The base has no file of that path.</summary>
    New,

    /// <summary>The base has another one.</summary>
    Changed,
}
