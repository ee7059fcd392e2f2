namespace Hoody.Volumes.Trees;

/// <summary>The bounds that stored trees keep and every reader enforces. FORMAT.md, "Limits", lists them.</summary>
internal static class TreeLimits
{
    /// <summary>Entries of one directory: an import holds their names, about 100 MB of them.</summary>
    public const int MaxEntriesPerDirectory = 1_048_576;

    /// <summary>Linux's PATH_MAX less its NUL.</summary>
    public const int MaxLinkTargetBytes = 4_095;

    /// <summary>Linux lists at most 64 KiB of names, the shortest of which take seven bytes with their NUL.</summary>
    public const int MaxExtendedAttributes = 16_384;

    public const int MaxAttributeNameBytes = 255;

    /// <summary>Linux's XATTR_LIST_MAX: of an entry with more, each name with its NUL, the attributes could never be listed again.</summary>
    public const int MaxAttributeListBytes = 65_536;

    /// <summary>Linux's XATTR_SIZE_MAX.</summary>
    public const int MaxAttributeValueBytes = 65_536;

    public const int MaxHolesPerFile = 1_048_576;

    /// <summary>256 GiB in chunks of 64 KiB.</summary>
    public const int MaxChunksPerFile = 1 << 22;

    /// <summary>Directories below one another, the root being at depth 0. A walk keeps one frame for each.</summary>
    public const int MaxDepth = 4_096;

    /// <summary>Items of nodes that a walk may hold decoded at once, on the path from the root: about 280 MB.</summary>
    public const int MaxItemsOnPath = 1_048_576;

    /// <summary>Entries of a whole tree, expanded. Totals are verified at each node, so this bounds every walk.</summary>
    public const long MaxEntriesPerTree = 1_000_000_000;

    public const int MaxMode = 0xFFF;
}
