using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>Finds out whether a file system gives every change after a look a time of change of its own, as ext4, xfs, btrfs and tmpfs do since Linux 6.13.</summary>
/// <remarks>Others take the time of the system's last tick, 1 to 10 ms long: there a change right after a look may not show.</remarks>
internal static class DistinctTimes
{
    private const int Changes = 8;
    private const int MaxAttempts = 4;

    // No clock that ticks can have so many times in less than the shortest tick.
    private static readonly TimeSpan s_shortestTick = TimeSpan.FromMilliseconds(1);

    /// <summary>The mount of a directory if that is so there; null if not, or if it cannot be known. Leaves no trace.</summary>
    public static ulong? FindMount(Descriptor directory)
    {
        Errno error = directory.CreateUnnamedFile(out Descriptor file);
        using Descriptor opened = file;
        for (int attempt = 0; error == Errno.None && attempt < MaxAttempts; attempt++)
        {
            // Somebody else may have had the processor in between: that makes it slow, and not wrong.
            if (TryChange(file, out bool isDistinct, out ulong mount))
            {
                return isDistinct ? mount : null;
            }
        }

        return null;
    }

    /// <summary>Changes the file again and again, looking at it after each; false if that took too long to tell anything, or failed.</summary>
    private static bool TryChange(Descriptor file, out bool isDistinct, out ulong mount)
    {
        (isDistinct, mount) = (true, 0);
        if (!TryChange(file, 0, out FileStatus first))
        {
            return false;
        }

        FileStatus last = first;
        for (int i = 1; i <= Changes; i++)
        {
            if (!TryChange(file, i, out FileStatus status))
            {
                return false;
            }

            isDistinct &= last.ChangedTime < status.ChangedTime;
            last = status;
        }

        mount = last.MountId;
        return NanosecondsBetween(first.ChangedTime, last.ChangedTime) < s_shortestTick.TotalNanoseconds;
    }

    private static bool TryChange(Descriptor file, int number, out FileStatus status)
    {
        status = default;
        return file.SetMode(Descriptor.OwnerMayReadAndWrite | (number % 2)) == Errno.None && file.GetStatus(out status) == Errno.None;
    }

    private static double NanosecondsBetween(UnixTime from, UnixTime to) => ((to.Seconds - from.Seconds) * 1e9) + to.Nanoseconds - from.Nanoseconds;
}
