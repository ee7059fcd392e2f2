using System.Buffers;
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
    private int _length;

    /// <summary>Looks at the first block.</summary>
    public EntryLooks(Descriptor directory, IReadOnlyList<EntryName> names)
    {
        (_directory, _names) = (directory, names);
        _block = ArrayPool<EntryLook>.Shared.Rent(Math.Min(BlockLength, names.Count));
        LookFrom(0);
    }

    /// <summary>The first entry that has not been looked at.</summary>
    public int End => _start + _length;

    /// <summary>How an entry looks: one of the present block, or the first one after it.</summary>
    public EntryLook At(int index)
    {
        if (index == End)
        {
            LookFrom(index);
        }

        return _block[index - _start];
    }

    /// <summary>Gives the block back; nothing can be asked after it.</summary>
    public void Return()
    {
        ArrayPool<EntryLook>.Shared.Return(_block);
        (_block, _length) = ([], 0);
    }

    private void LookFrom(int start)
    {
        (_start, _length) = (start, Math.Min(BlockLength, _names.Count - start));
        for (int i = 0; i < _length; i++)
        {
            Errno error = _directory.GetStatus(_names[start + i], out FileStatus status);
            _block[i] = new EntryLook(error, status);
        }
    }
}
