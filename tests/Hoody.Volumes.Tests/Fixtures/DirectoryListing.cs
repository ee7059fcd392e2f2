namespace Hoody.Volumes.Tests.Fixtures;

/// <summary>A directory as <c>find</c>, <c>stat</c> and <c>sha256sum</c> see it: nothing of the code under test.</summary>
internal static class DirectoryListing
{
    private const string Metadata =
        """
        find . -mindepth 1 -printf '%P\0%y %m %U %G %T@\0%l\0'
        find . \( -type b -o -type c \) -exec stat --printf '%n\0%t:%T\0\0' {} +
        find . -type f -printf '%P\0%s\0\0'
        """;

    private const string Content = "find . -type f -exec sha256sum -z {} + | sort -z";

    private const string Groups = "find . -mindepth 1 ! -type d -links +1 -printf '%i %P\\0'";

    /// <summary>Everything but inode numbers and link counts; which entries are one file is listed by their names.</summary>
    public static IReadOnlyList<string> Of(string directory) =>
    [
        .. Records(Shell.RunForBytes(directory, Metadata)).Order(StringComparer.Ordinal),
        .. Shell.RunForBytes(directory, Content).Split('\0'),
        .. HardLinks(directory),
        .. Attributes(directory),
        Shell.RunForBytes(directory, "find . -maxdepth 0 -printf '%m %U %G %T@'"),
    ];

    /// <summary>Path and inode of every entry, to see which ones were touched.</summary>
    public static IReadOnlyDictionary<string, string> Inodes(string directory) =>
        Shell.RunForBytes(directory, "find . -mindepth 1 -printf '%P\\0%i %C@\\0'").Split('\0').Chunk(2).Where(pair => pair.Length == 2)
            .ToDictionary(pair => pair[0], pair => pair[1]);

    private static IEnumerable<string> Records(string output) =>
        output.Split('\0').Chunk(3).Where(fields => fields.Length == 3).Select(fields => string.Join('|', fields));

    private static IEnumerable<string> HardLinks(string directory) =>
        Shell.RunForBytes(directory, Groups).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2))
            .GroupBy(fields => fields[0], fields => fields[1])
            .Where(group => group.Count() > 1) // the other links of a single one lie outside the tree, which keeps no trace of them
            .Select(group => string.Join('=', group.Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal);

    // By find: .NET's own recursion would follow the links of the sample for ever.
    private static IEnumerable<string> Attributes(string directory) =>
        Shell.Run(directory, "find . -mindepth 1 -print0").Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)
            .Where(path => !path.Contains('\ufffd', StringComparison.Ordinal)) // A name .NET cannot give back; the others have the attributes.
            .Select(path => path + "|" + RawAttributes.Of(Path.Combine(directory, path)));
}
