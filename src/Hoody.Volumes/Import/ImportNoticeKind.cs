namespace Hoody.Volumes.Import;

/// <summary>Why a notice was made.</summary>
public enum ImportNoticeKind
{
    /// <summary>The file kept changing while it was read: what is stored may mix two of its states.</summary>
    ChangedWhileRead,

    /// <summary>The entry was listed and then gone: it was left out.</summary>
    Vanished,

    /// <summary>The entry could not be read, and <see cref="UnreadableEntries.Report"/> was asked for: it was left out.</summary>
    Unreadable,

    /// <summary>The file of <see cref="ImportOptions.StatCachePath"/> could not be written: the next import will read more than it need.</summary>
    StatCacheNotWritten,
}
