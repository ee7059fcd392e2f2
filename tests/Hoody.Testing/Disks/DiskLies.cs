namespace Hoody.Testing.Disks;

/// <summary>Rules of the commit protocol that a <see cref="SimulatedDisk"/> can leave out, to show that tests notice.</summary>
public sealed record DiskLies
{
    /// <summary>Whether a file that gets its final name at this path counts as never fsynced.</summary>
    public Func<string, bool> LosesFileSync { get; init; } = _ => false;

    /// <summary>Whether the fsync of the directory at this path does nothing.</summary>
    public Func<string, bool> LosesDirectorySync { get; init; } = _ => false;

    /// <summary>Whether the fsync of the directory at this path does nothing when it was listed, and whoever has it open now has not changed it.</summary>
    public Func<string, bool> LosesSyncOfListing { get; init; } = _ => false;
}
