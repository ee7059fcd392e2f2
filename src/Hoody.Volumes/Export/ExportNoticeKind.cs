namespace Hoody.Volumes.Export;

/// <summary>What of an entry could not be represented at the target.</summary>
public enum ExportNoticeKind
{
    /// <summary>Owner or group: this process may not give files away.</summary>
    Owner,

    /// <summary>Some permission bits; set-user-id and set-group-id are withheld from a file whose owner could not be set.</summary>
    Mode,

    /// <summary>The exact time of modification.</summary>
    ModifiedTime,

    /// <summary>An extended attribute: an access list, a capability, a label.</summary>
    ExtendedAttribute,

    /// <summary>The entry itself, such as a device; it is missing, or what bore its name is still there.</summary>
    Entry,

    /// <summary>That several names are one file: this name has become a file of its own.</summary>
    HardLink,

    /// <summary>The stat cache: the next export and import will have to read more.</summary>
    StatCacheNotWritten,
}
