namespace Hoody.Volumes.Import;

/// <summary>What an import does about a file or directory that it may not, or cannot, read.</summary>
public enum UnreadableEntries
{
    /// <summary>The import fails with a <see cref="FileTreeException"/> that names the entry.</summary>
    Fail,

    /// <summary>The entry is left out, and a notice says so.</summary>
    Report,
}
