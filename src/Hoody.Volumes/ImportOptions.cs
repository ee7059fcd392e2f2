using Hoody.Volumes.Import;

namespace Hoody.Volumes;

/// <summary>How a directory is imported.</summary>
public sealed record ImportOptions
{
    /// <summary>How many files are read at once, 1 to 256; by default the number of processors. The result does not depend on it.</summary>
    public int DegreeOfParallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, MaxDegreeOfParallelism);

    /// <summary>What happens on an entry that cannot be read; by default the import fails.</summary>
    public UnreadableEntries Unreadable { get; init; } = UnreadableEntries.Fail;

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
    }
}
