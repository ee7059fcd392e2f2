namespace Hoody.Volumes.Trees;

/// <summary>A run of zero bytes of a file that takes no space on disk.</summary>
/// <param name="Offset">Where it begins, in bytes from the start of the file.</param>
/// <param name="Length">How long it is, in bytes; at least 1.</param>
public readonly record struct Hole(long Offset, long Length);
