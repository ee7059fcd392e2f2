using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>The first name of a hard-link group: made like any other entry, and then linked to by the other names.</summary>
internal sealed class LinkLeader(TreePath directory, TreeEntry entry)
{
    // Continuations run elsewhere, so that a worker which finishes the leader does not go on with the walk.
    private readonly TaskCompletionSource<FileIdentity?> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The path of the directory that holds it.</summary>
    public TreePath Directory { get; } = directory;

    public TreeEntry Entry { get; } = entry;

    /// <summary>Which file it has become; null when it could not be made.</summary>
    public Task<FileIdentity?> Made => _made.Task;

    public void SetMade(FileIdentity? identity) => _made.TrySetResult(identity);
}
