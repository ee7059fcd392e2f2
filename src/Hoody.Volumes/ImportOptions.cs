using Hoody.Volumes.Import;

namespace Hoody.Volumes;

/// <summary>How a directory is imported.</summary>
public sealed record ImportOptions
{
    /// <summary>How many files are read at once, 1 to 256; by default the number of processors. The result does not depend on it.</summary>
    public int DegreeOfParallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, MaxDegreeOfParallelism);

    /// <summary>What happens on an entry that cannot be read; by default the import fails.</summary>
    public UnreadableEntries Unreadable { get; init; } = UnreadableEntries.Fail;

    /// <summary>
    /// What is left out, as patterns in the way of <c>.gitignore</c>: <c>*.tmp</c> leaves out the name anywhere, <c>/var/cache</c> or <c>var/cache</c> the path,
    /// <c>node_modules/</c> directories only, <c>**/logs/*.log</c> any number of directories above; <c>?</c>, <c>[a-z]</c>, <c>[!a-z]</c> and <c>\</c> as there. No <c>!</c>. A
    /// directory that is left out is not looked into. Nothing unless set.
    /// </summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    internal const int MaxDegreeOfParallelism = 256;

    internal static ImportOptions Default { get; } = new();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(DegreeOfParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DegreeOfParallelism, MaxDegreeOfParallelism);
        if (Unreadable is not (UnreadableEntries.Fail or UnreadableEntries.Report))
        {
            throw new ArgumentOutOfRangeException(nameof(Unreadable), Unreadable, "Not a way to treat unreadable entries.");
        }

        ArgumentNullException.ThrowIfNull(Excludes);
    }
}
