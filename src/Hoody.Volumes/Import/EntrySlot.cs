using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>The place of one entry in a directory that is being imported.</summary>
internal readonly record struct EntrySlot(ImportFrame Frame, int Index, EntryName Name)
{
    public TreePath Path => Frame.Path.Combine(Name);
}
