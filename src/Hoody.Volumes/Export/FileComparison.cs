namespace Hoody.Volumes.Export;

/// <summary>How what is there compares with the tree's entry.</summary>
/// <param name="IsEqual">Data and layout agree.</param>
/// <param name="IsOnlyLayout">The data agree; the holes do not.</param>
/// <param name="EqualChunks">So many chunks at the beginning were equal when they were read. What is behind them was not looked at.</param>
internal sealed record FileComparison(bool IsEqual, bool IsOnlyLayout, int EqualChunks)
{
    /// <summary>Nothing of it is known to be of use.</summary>
    public static FileComparison Different { get; } = new(false, false, 0);
}
