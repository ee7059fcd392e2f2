namespace Hoody.Volumes.Trees;

/// <summary>What a well-formed entry is, stated once for those who write entries and those who read them.</summary>
/// <remarks>A property that the type does not use keeps its default: so equal entries are equal bytes, and back.</remarks>
internal static class EntryRules
{
    /// <summary>Says what is wrong with the entry; null when it is well formed.</summary>
    public static string? FindFault(TreeEntry entry, bool isRoot) =>
        FindCommonFault(entry, isRoot) ?? FindLeftover(entry) ?? entry.Type switch
        {
            EntryType.File => FindFileFault(entry),
            EntryType.Directory => FindDirectoryFault(entry),
            EntryType.SymbolicLink => FindLinkFault(entry.LinkTarget.Span),
            _ => null,
        };

    private static string? FindCommonFault(TreeEntry entry, bool isRoot)
    {
        if (entry.Type is < EntryType.File or > EntryType.BlockDevice)
        {
            return $"the type {(byte)entry.Type} is unknown";
        }

        if (entry.Name.IsRoot != isRoot)
        {
            return isRoot ? "the root of a tree has a name" : "the name is empty";
        }

        if (isRoot && entry.Type != EntryType.Directory)
        {
            return "the root of a tree is not a directory";
        }

        return entry.Mode is < 0 or > TreeLimits.MaxMode
            ? $"the mode {entry.Mode} has more than twelve bits"
            : FindAttributeFault(entry.ExtendedAttributes);
    }

    private static string? FindAttributeFault(IReadOnlyList<ExtendedAttribute> attributes)
    {
        if (attributes.Count > TreeLimits.MaxExtendedAttributes)
        {
            return $"{attributes.Count} extended attributes are more than {TreeLimits.MaxExtendedAttributes}";
        }

        int listLength = 0;
        for (int i = 0; i < attributes.Count; i++)
        {
            ReadOnlySpan<byte> name = attributes[i].Name.Span;
            listLength += name.Length + 1;
            if (name.Length is 0 or > TreeLimits.MaxAttributeNameBytes || name.Contains((byte)0))
            {
                return "the name of an extended attribute is empty, too long or holds NUL";
            }

            if (attributes[i].Value.Length > TreeLimits.MaxAttributeValueBytes)
            {
                return $"an extended attribute holds more than {TreeLimits.MaxAttributeValueBytes} bytes";
            }

            if (i > 0 && attributes[i - 1].Name.Span.SequenceCompareTo(name) >= 0)
            {
                return "the extended attributes are not sorted, or one is there twice";
            }
        }

        return listLength > TreeLimits.MaxAttributeListBytes
            ? $"the names of its extended attributes take {listLength} bytes, more than the {TreeLimits.MaxAttributeListBytes} that can be listed"
            : null;
    }

    private static string? FindLeftover(TreeEntry entry)
    {
        bool isFile = entry.Type == EntryType.File;
        bool isDirectory = entry.Type == EntryType.Directory;
        bool isDevice = entry.Type is EntryType.CharacterDevice or EntryType.BlockDevice;
        return (isFile || (entry.Length == 0 && entry.Content == default && entry.Holes.Count == 0))
            && (isDirectory || (entry.TreeId == default && entry.Totals == default))
            && (!isDirectory || entry.HardLinkGroup == 0)
            && (entry.Type == EntryType.SymbolicLink || entry.LinkTarget.IsEmpty)
            && (isDevice || (entry.DeviceMajor == 0 && entry.DeviceMinor == 0))
            ? null
            : $"a property is set that a {entry.Type} does not have";
    }

    private static string? FindFileFault(TreeEntry entry)
    {
        bool isKnown = entry.Content.Kind <= FileContentKind.ChunkList;
        bool isEmpty = entry.Content.Kind == FileContentKind.Empty;
        if (!isKnown || entry.Length < 0 || isEmpty != (entry.Length == 0) || (isEmpty && entry.Content != FileContent.Empty))
        {
            return $"a file of {entry.Length} bytes cannot have the content kind {(byte)entry.Content.Kind}";
        }

        return FindHoleFault(entry.Holes, entry.Length);
    }

    private static string? FindHoleFault(IReadOnlyList<Hole> holes, long fileLength)
    {
        if (holes.Count > TreeLimits.MaxHolesPerFile)
        {
            return $"{holes.Count} holes are more than {TreeLimits.MaxHolesPerFile}";
        }

        // One byte before the first hole that may begin, so that two holes never touch.
        long previousEnd = -1;
        for (int i = 0; i < holes.Count; i++)
        {
            (long offset, long length) = holes[i];
            if (offset <= previousEnd || length < 1 || length > fileLength - offset)
            {
                return $"the hole [{offset}, +{length}) touches the one before it or leaves the {fileLength} bytes of its file";
            }

            previousEnd = offset + length;
        }

        return null;
    }

    private static string? FindDirectoryFault(TreeEntry entry)
    {
        TreeTotals totals = entry.Totals;
        if (totals.Files < 0 || totals.Directories < 0 || totals.OtherEntries < 0 || totals.LengthBytes < 0)
        {
            return "a directory's totals are negative";
        }

        // Each is compared by itself first, so that their sum cannot overflow.
        const long Max = TreeLimits.MaxEntriesPerTree;
        bool fits = totals.Files <= Max && totals.Directories <= Max && totals.OtherEntries <= Max && totals.Entries <= Max;
        return fits ? null : $"a directory holds more than {Max} entries";
    }

    private static string? FindLinkFault(ReadOnlySpan<byte> target)
    {
        bool isGood = target.Length is > 0 and <= TreeLimits.MaxLinkTargetBytes && !target.Contains((byte)0);
        return isGood ? null : $"a link's target of {target.Length} bytes is empty, too long or holds NUL";
    }
}
