namespace Hoody.Volumes.Trees;

/// <summary>The place of a node in a split directory.</summary>
/// <param name="Level">How far above the entries it stands; 0 for a node of entries.</param>
/// <param name="EntryCount">The entries below it.</param>
/// <param name="After">The name of the last entry before it; <see cref="EntryName.Root"/>, which sorts before all, for the first node.</param>
/// <param name="LastName">The name of the last entry below it.</param>
/// <param name="IsLast">Whether its level ends with it.</param>
internal sealed record DirectoryPlace(int Level, int EntryCount, EntryName After, EntryName LastName, bool IsLast);
