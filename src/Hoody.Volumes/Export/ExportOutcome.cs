namespace Hoody.Volumes.Export;

/// <summary>What happened to one entry.</summary>
internal enum ExportOutcome
{
    Created,
    Replaced,
    MetadataOnly,
    Removed,
    Untouched,

    /// <summary>It could not be made; a notice says why.</summary>
    NotMade,
}
