namespace Hoody.Volumes;

/// <summary>How two trees are compared.</summary>
public sealed record DiffOptions
{
    /// <summary>
    /// Whether what was removed in one place and added with the same data in another is one change of kind
    /// <see cref="Diffing.TreeChangeKind.Moved"/>: a file with bytes, or a directory that is not empty. False unless set: then it is two,
    /// and the changes come without the walk that looks for moves first.
    /// </summary>
    public bool FindMoves { get; init; }

    /// <summary>
    /// Whether each change says in <see cref="Diffing.TreeChange.NewBytes"/> how many bytes would have to travel. False unless set: for it the parts of a changed file's chunk lists that
    /// differ are read.
    /// </summary>
    public bool CountNewBytes { get; init; }
}
