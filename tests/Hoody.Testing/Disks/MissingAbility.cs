namespace Hoody.Testing.Disks;

/// <summary>What a file system may lack without telling.</summary>
public enum MissingAbility
{
    None,

    /// <summary>Every lock is granted.</summary>
    Locks,

    /// <summary>A rename replaces what had the name.</summary>
    RenameIfAbsent,

    /// <summary>Upper and lower case are one, also where a name is looked up.</summary>
    Case,
}
