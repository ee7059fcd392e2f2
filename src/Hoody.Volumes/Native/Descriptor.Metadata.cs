using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Native;

internal sealed partial class Descriptor
{
    private const int ProcPathLength = 40;

    public static uint EffectiveUserId { get; } = OperatingSystem.IsLinux() ? Libc.GetEffectiveUserId() : 0;

    public static bool IsSuperuser => EffectiveUserId == 0;

    /// <summary>Sets the twelve permission bits.</summary>
    public Errno SetMode(int mode) => ErrorOf(
        IsPathOnly ? Libc.ChangeMode(ProcPath(stackalloc byte[ProcPathLength]), (uint)mode) : Libc.ChangeMode(this, (uint)mode));

    public Errno SetOwner(uint userId, uint groupId) =>
        ErrorOf(Libc.ChangeOwnerAt(this, [0], userId, groupId, Libc.AtEmptyPath | Libc.AtSymlinkNoFollow));

    /// <summary>Sets the time of last modification; that of the last access stays.</summary>
    public Errno SetModifiedTime(UnixTime time)
    {
        Libc.TimePair times = new()
        {
            AccessedNanoseconds = Libc.TimeOmitted,
            ModifiedSeconds = time.Seconds,
            ModifiedNanoseconds = time.Nanoseconds,
        };
        return ErrorOf(IsPathOnly
            ? Libc.SetTimesAt(Libc.AtCurrentDirectory, ProcPath(stackalloc byte[ProcPathLength]), ref times, 0)
            : Libc.SetTimes(this, ref times));
    }
}
