namespace Hoody.Testing.Disks;

/// <summary>What stands on a disk, and a number that stands for it.</summary>
internal sealed record DiskImage(DirectoryNode Root, ulong Fingerprint)
{
    /// <summary>The machine starts again, with the rules of the disk it was. Once for each image: the disk makes it its own.</summary>
    internal SimulatedDisk Boot(SimulatedDisk before) =>
        new(Root, before.ProcessCount) { Lies = before.Lies, CapacityBytes = before.CapacityBytes };
}
