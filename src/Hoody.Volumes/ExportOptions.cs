namespace Hoody.Volumes;

/// <summary>How a tree is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>How many files are compared and written at once, 1 to 256; by default the number of processors.</summary>
    public int DegreeOfParallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, MaxDegreeOfParallelism);

    /// <summary>
    /// Builds the tree beside the directory, in <c>.hoody-new-</c> and its name, and exchanges the two by one rename, durably: whoever looks, a crash and a
    /// power cut included, finds the old tree or the new one. Takes the room of both, and writes every file anew; the result counts them so.
    /// False unless set: then each file is replaced whole, one after another.
    /// </summary>
    public bool IsAtomic { get; init; }

    internal const int MaxDegreeOfParallelism = 256;

    internal static ExportOptions Default { get; } = new();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(DegreeOfParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DegreeOfParallelism, MaxDegreeOfParallelism);
    }
}
