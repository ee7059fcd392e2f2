namespace Hoody.Volumes.Export;

/// <summary>How what is there compares with the tree's entry.</summary>
/// <param name="IsEqual">Data and layout agree.</param>
/// <param name="IsOnlyLayout">The data agree; the holes do not.</param>
/// <param name="Matches">For each chunk, whether the file has it at the same offset.</param>
internal sealed record FileComparison(bool IsEqual, bool IsOnlyLayout, IReadOnlyList<bool> Matches)
{
    /// <summary>Nothing of it can be used.</summary>
    public static FileComparison Different { get; } = new(false, false, []);
}
