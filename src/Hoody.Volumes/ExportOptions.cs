namespace Hoody.Volumes;

/// <summary>How a tree is exported.</summary>
public sealed record ExportOptions
{
    /// <summary>How many files are compared and written at once, 1 to 256; by default the number of processors.</summary>
    public int DegreeOfParallelism { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, MaxDegreeOfParallelism);

    /// <summary>
    /// Builds the tree beside the directory, in <c>.hoody-new-</c> and its name, and exchanges the two by one rename, durably: whoever looks, a crash and a
    /// power cut included, finds the old tree or the new one. Makes every file anew; the result counts them so. Where the file system can share the blocks of two files, as xfs and btrfs can, what files of
    /// more than 64 KiB have in common with those of the same paths is shared with the old tree; else it takes the room of both.
    /// False unless set: then each file is replaced whole, one after another.
    /// </summary>
    public bool IsAtomic { get; init; }

    /// <summary>
    /// Reads the directory back when all is done, from the disk where the system lets it, and compares it with the tree:
    /// see <see cref="Export.ExportResult.Verification"/>. An atomic export does so before the exchange, which takes place all the same. False unless set.
    /// </summary>
    public bool Verify { get; init; }

    /// <summary>
    /// The stat cache of the directory (<see cref="ImportOptions.StatCachePath"/>): a file that it proves to be what the tree has is not read again. The export writes it
    /// anew, for the next import of the directory and the next export over it. Null unless set: then all that is there is read and hashed, whatever the times say.
    /// </summary>
    /// <remarks>
    /// What the cache does not prove is compared by its data; one that is damaged, or of another store or user, is ignored, and so is all of it in an atomic export, which makes every
    /// file anew, and in a verification. What the export has just made is remembered as unchanged only where the file system gives every change a time of its own, as ext4, xfs, btrfs and tmpfs do since
    /// Linux 6.13, and, unless the export is atomic or verified, and hence durable, only until the machine starts again. Elsewhere, and of a file of several names, the next import or export
    /// reads it once more. An export that fails leaves the cache as it was, which is still right.
    /// </remarks>
    public string? StatCachePath { get; init; }

    /// <summary>How many steps a plan or a verification lists, the first ones in the order of the paths; 1,000 unless set. All are counted.</summary>
    public int MaxStepsListed { get; init; } = 1_000;

    /// <summary>The clock that tells whether an entry is young.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    internal const int MaxDegreeOfParallelism = 256;

    internal static ExportOptions Default { get; } = new();

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(DegreeOfParallelism, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DegreeOfParallelism, MaxDegreeOfParallelism);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxStepsListed);
        if (StatCachePath is not null && Path.GetFileName(StatCachePath) is "" or "." or "..")
        {
            throw new ArgumentException($"\"{StatCachePath}\" names no file.", nameof(StatCachePath));
        }
    }
}
