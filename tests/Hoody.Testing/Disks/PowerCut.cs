namespace Hoody.Testing.Disks;

/// <summary>A disk after a power cut.</summary>
/// <param name="Fingerprint">Equal for two disks that hold the same, but for their temporary files' names.</param>
/// <param name="Disk">The disk, started again.</param>
public readonly record struct CrashedDisk(ulong Fingerprint, SimulatedDisk Disk);

/// <summary>Cuts the power of a simulated disk.</summary>
public static class PowerCut
{
    /// <summary>What the disk may be after its power is cut now: all possible states, or <paramref name="limit"/> of them drawn by chance.</summary>
    public static IEnumerable<CrashedDisk> States(SimulatedDisk disk, int limit, Random random) =>
        new CrashStates(disk).Enumerate(limit, random).Select(image => new CrashedDisk(image.Fingerprint, image.Boot(disk)));
}
