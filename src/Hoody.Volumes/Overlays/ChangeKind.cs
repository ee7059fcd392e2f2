namespace Hoody.Volumes.Overlays;

/// <summary>What a record of the journal does. The numbers are those of the stored format.</summary>
internal enum ChangeKind : byte
{
    /// <summary>Makes an entry that was not there.</summary>
    Create = 1,

    /// <summary>Removes a name, and all below it.</summary>
    Delete = 2,

    /// <summary>Moves a name to another place.</summary>
    Rename = 3,

    /// <summary>Gives a file one more name.</summary>
    Link = 4,

    /// <summary>Replaces mode, owners, time and extended attributes.</summary>
    SetMetadata = 5,

    /// <summary>Writes bytes into a file.</summary>
    Write = 6,

    /// <summary>Cuts a file off, or lengthens it by a hole.</summary>
    SetLength = 7,
}
