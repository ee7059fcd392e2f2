using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Import;

/// <summary>Looks at the entries of an open directory in their order, a block of them at a time. For one thread.</summary>
internal sealed class EntryLooks
{
    /// <summary>More than most directories have, and no more than 32 KiB to hold.</summary>
    public const int BlockLength = 256;

    private readonly Descriptor _directory;
    private readonly IReadOnlyList<EntryName> _names;
    private EntryLook[] _block;
    private int _start;

    /// <summary>Looks at the first block.</summary>
    public EntryLooks(Descriptor directory, IReadOnlyList<EntryName> names)
    {
        (_directory, _names) = (directory, names);
        _block = LookFrom(0);
    }

    /// <summary>The first entry that has not been looked at.</summary>
    public int End => _start + _block.Length;

    /// <summary>How an entry looks: one of the present block, or the first one after it.</summary>
    public EntryLook At(int index)
    {
        if (index == End)
        {
            (_block, _start) = (LookFrom(index), index);
        }

        return _block[index - _start];
    }

    private EntryLook[] LookFrom(int start)
    {
        EntryLook[] block = new EntryLook[Math.Min(BlockLength, _names.Count - start)];
        for (int i = 0; i < block.Length; i++)
        {
            Errno error = _directory.GetStatus(_names[start + i], out FileStatus status);
            block[i] = new EntryLook(error, status);
        }

        return block;
    }
}
