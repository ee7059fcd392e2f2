using System.Text;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>A target, the directory that holds its name, and the place beside it where a new tree is built.</summary>
/// <param name="Parent">The path of the directory that holds both.</param>
/// <param name="Name">The target's name there.</param>
internal sealed record ExchangePlace(string Parent, string Name)
{
    private const string BesidePrefix = ".hoody-new-";

    public string Target => Path.Combine(Parent, Name);

    public string BesideName => BesidePrefix + Name;

    public string BesidePath => Path.Combine(Parent, BesideName);

    /// <exception cref="ArgumentException">The path holds a NUL.</exception>
    /// <exception cref="FileTreeException">The path has no parent, its last name is too long, or it is a link that leads in a circle.</exception>
    public static ExchangePlace Of(string directory)
    {
        if (directory.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A path holds no NUL.", nameof(directory));
        }

        string target = Resolve(directory);
        if (Path.GetDirectoryName(target) is not { } parent)
        {
            throw new FileTreeException(directory, "has no directory above it to build a tree beside it; export in place");
        }

        ExchangePlace place = new(parent, Path.GetFileName(target));
        return Encoding.UTF8.GetByteCount(place.BesideName) <= EntryName.MaxLengthBytes
            ? place
            : throw new FileTreeException(directory, $"has a name too long for one beside it ({BesidePrefix}…); export in place");
    }

    // The directory is exchanged, not the link to it. Behind a link, ".." leads elsewhere than the text says, also in what another link holds: only the system knows.
    private static string Resolve(string directory)
    {
        DirectoryInfo named = new(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        return named.LinkTarget is null && !directory.Split('/').Contains("..") ? named.FullName : RootDirectory.Resolve(directory);
    }
}
