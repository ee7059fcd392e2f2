using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>A file that the walk leaves to the workers.</summary>
/// <param name="Frame">Its directory.</param>
/// <param name="Entry">What it shall be.</param>
/// <param name="Existing">What bears its name now.</param>
/// <param name="Leader">Whom to tell where it is, when other names shall be linked to it.</param>
internal sealed record ExportWork(ExportFrame Frame, TreeEntry Entry, FileStatus? Existing, LinkLeader? Leader)
{
    public TreePath Path => Frame.Path.Combine(Entry.Name);
}
