using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>A file that the walk leaves to the workers.</summary>
/// <param name="Frame">Its directory.</param>
/// <param name="Path">Its path.</param>
/// <param name="Index">Its place in the directory.</param>
/// <param name="Entry">What it shall be.</param>
/// <param name="Existing">What bears its name now.</param>
/// <param name="Known">What is remembered of what bears its name; null when nothing is known.</param>
/// <param name="Leader">Whom to tell where it is, when other names shall be linked to it.</param>
internal sealed record ExportWork(
    ExportFrame Frame, TreePath Path, int Index, TreeEntry Entry, FileStatus? Existing, CachedEntry? Known, LinkLeader? Leader)
{
    /// <summary>Whether what bears the name is the entry in all, as nobody has touched it since the directory was this very tree.</summary>
    public bool IsProvedWhole =>
        Known is { } known && Existing is { } existing && known.Proves(new FileStamp(existing)) && Frame.Known?.TreeId == Frame.Directory.TreeId;

    /// <summary>Notes down what the next import or export is to know of it.</summary>
    public void Remember(in CachedEntry entry) => Frame.Remembered?.Put(Index, Entry.Name, entry);
}
