using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Tests.Trees;

/// <summary>Entries of one directory, sorted; often enough of them that it has to be split.</summary>
public sealed record LargeDirectory(IReadOnlyList<TreeEntry> Entries)
{
    /// <summary>The same directory with one name more, or without it when it is there.</summary>
    public LargeDirectory Toggle(EntryName name)
    {
        bool isThere = Entries.Any(entry => entry.Name == name);
        IEnumerable<TreeEntry> changed = isThere
            ? Entries.Where(entry => entry.Name != name)
            : Entries.Append(Sample.File("a") with { Name = name });
        return new LargeDirectory([.. changed.OrderBy(entry => entry.Name)]);
    }

    public override string ToString() => $"{Entries.Count}: {string.Join(' ', Entries.Select(entry => entry.Name))}";
}
