namespace Hoody.Volumes.Diffing;

/// <summary>In what a changed entry differs.</summary>
[Flags]
public enum TreeChangeAspects
{
    /// <summary>In nothing: the entry was added or removed.</summary>
    None = 0,

    /// <summary>A file's bytes, a link's target or a device's numbers. Never a directory's: what it holds has paths of its own.</summary>
    Content = 1,

    /// <summary>Mode, owner, group, time, extended attributes, hard links or holes.</summary>
    Metadata = 2,

    /// <summary>The type, and with it everything.</summary>
    Type = 4,
}
