namespace Hoody.Volumes;

/// <summary>How a tree is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>How many files are compared and written at once, 1 to 256; by default the number of processors.</summary>
    public int DegreeOfParallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, MaxDegreeOfParallelism);

    internal const int MaxDegreeOfParallelism = 256;

    internal static ExportOptions Default { get; } = new();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(DegreeOfParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DegreeOfParallelism, MaxDegreeOfParallelism);
    }
}
