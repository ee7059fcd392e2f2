using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.StatCaching;

/// <summary>By what an entry is recognised that nobody has touched: every change of its bytes or metadata gives it another time of change.</summary>
/// <remarks>Without the device, which has another number after a restart; an equal inode with an equal time of change is not found on two of them.</remarks>
/// <param name="Type">The type of the entry.</param>
/// <param name="Inode">Its inode: another one when something else has taken the name.</param>
/// <param name="Length">Its length in bytes, as the file system gives it.</param>
/// <param name="ModifiedTime">When its bytes were changed. Everybody may set it.</param>
/// <param name="ChangedTime">When anything was changed. Nobody can set it.</param>
internal readonly record struct FileStamp(EntryType Type, ulong Inode, long Length, UnixTime ModifiedTime, UnixTime ChangedTime)
{
    public FileStamp(in FileStatus status)
        : this(status.Type, status.Identity.Inode, status.Length, status.ModifiedTime, status.ChangedTime)
    {
    }
}
