using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>What the walk leaves to the workers: a file by its place, or a file of several names by its group.</summary>
internal readonly record struct ImportWork(EntrySlot Slot, EntryType Type, HardLinkGroup? Group)
{
    /// <summary>Lets go of the directory that a file by its place holds open.</summary>
    public void Release()
    {
        if (Group is null)
        {
            Slot.Frame.ReleaseDescriptor();
        }
    }
}
