namespace Hoody.Volumes.Transfer;

/// <summary>What a store lets others do that it serves. Nothing is allowed unless it is said here.</summary>
/// <remarks>
/// Who may pull may read everything in the store: whoever knows the id of a blob gets it. So a store that serves has one owner, or all its readers may read
/// all of it.
/// </remarks>
public sealed record TransferPolicy
{
    /// <summary>Whether the other side may pull. Default: false.</summary>
    public bool AllowPull { get; init; }

    /// <summary>Whether the other side may push. Default: false.</summary>
    public bool AllowPush { get; init; }

    /// <summary>Which refs a push may make or move; each is still compared with the generation that the sender expects. Default: none.</summary>
    public Func<string, bool> AllowRef { get; init; } = _ => false;
}
