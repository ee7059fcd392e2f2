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

    /// <summary>
    /// A file in which the import remembers how it found every entry, so that the next import of the same directory reads only what has changed since: one
    /// file a directory, in a folder that exists and is not imported itself. Nothing is remembered unless set.
    /// </summary>
    /// <remarks>
    /// An entry counts as unchanged when its inode, length, time of modification and time of change are what they were, neither of the times is younger than
    /// two seconds before the import that read it, and the store holds all that was stored for it. The file may be deleted at any time; one that is damaged, or of another
    /// store or user, is ignored. What a program writes through a shared mapping of a file becomes visible in its times only when the system gets around to it. Images that are mounted in one place
    /// one after the other, and whose maker gave all files the same times, are told apart by nothing: one file for each of them, or none.
    /// </remarks>
    public string? StatCachePath { get; init; }

    /// <summary>The clock that tells whether an entry is young.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

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
        foreach (string pattern in Excludes)
        {
            _ = new GlobPattern(pattern ?? throw new ArgumentException("A pattern is null.", nameof(Excludes)));
        }

        if (StatCachePath is not null && Path.GetFileName(StatCachePath) is "" or "." or "..")
        {
            throw new ArgumentException($"\"{StatCachePath}\" names no file.", nameof(StatCachePath));
        }
    }
}
