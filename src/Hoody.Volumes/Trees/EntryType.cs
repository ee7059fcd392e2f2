namespace Hoody.Volumes.Trees;

/// <summary>What a directory entry is. The numbers are those of the stored format.</summary>
public enum EntryType : byte
{
    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A symbolic link, kept as its target text and never followed.</summary>
    SymbolicLink = 3,

    /// <summary>A named pipe.</summary>
    Fifo = 4,

    /// <summary>A Unix domain socket.</summary>
    Socket = 5,

    /// <summary>A character device, known by its major and minor number.</summary>
    CharacterDevice = 6,

    /// <summary>A block device, known by its major and minor number.</summary>
    BlockDevice = 7,
}
