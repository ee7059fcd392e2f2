using System.Buffers.Binary;
using Hoody.Hashing;
using Hoody.Volumes.Native;

namespace Hoody.Volumes.Import;

/// <summary>Finds which names of a tree are one file, and numbers the groups by their paths, as no inode may enter a tree.</summary>
/// <remarks>Used by the walk alone, which meets names in the order of their paths: hence one tree has one numbering.</remarks>
internal sealed class HardLinkGroups
{
    // Not by identity alone: a file that is made when another one has gone often gets its inode, and would be taken for it.
    private readonly Dictionary<(FileIdentity, (long, uint)), HardLinkGroup> _groups = [];
    private readonly OrderedDictionary<(FileIdentity, (long, uint)), HardLinkGroup> _unsettled = [];
    private readonly HashSet<ulong> _numbers = [];

    /// <summary>The group of a file with several names, which has just been met by the name in <paramref name="slot"/>.</summary>
    /// <param name="status">The file.</param>
    /// <param name="slot">The name.</param>
    /// <param name="keptNumber">The number with which the name can be kept as it was; null when it cannot.</param>
    /// <param name="mustRead">Whether the caller must see to it that the file is read.</param>
    public HardLinkGroup Meet(in FileStatus status, EntrySlot slot, ulong? keptNumber, out bool mustRead)
    {
        (FileIdentity, (long, uint)) file = (status.Identity, status.BornTime);
        if (!_groups.TryGetValue(file, out HardLinkGroup? group))
        {
            group = new HardLinkGroup(slot.Path, status.Type, status.Identity.Inode);
            _groups.Add(file, group);
            _unsettled.Add(file, group);
        }

        mustRead = group.Add(slot, keptNumber);
        group.NamesMet++;
        if (group.NamesMet == status.LinkCount && _unsettled.Remove(file))
        {
            // All its names lie in the tree: nothing to wait for.
            mustRead |= group.SetNumber(NewNumber(group));
        }

        return group;
    }

    /// <summary>Settles the groups some of whose names the walk has not met; they lie outside the tree.</summary>
    /// <returns>The groups, and whether the caller must see to it that the file is read.</returns>
    public IReadOnlyList<(HardLinkGroup Group, bool MustRead)> Settle()
    {
        (HardLinkGroup, bool)[] settled =
        [
            .. _unsettled.Values.Select(group => (group, group.SetNumber(group.NamesMet > 1 ? NewNumber(group) : 0))),
        ];
        _unsettled.Clear();
        return settled;
    }

    // The next free number after a collision, so that no tree, however its paths were chosen, merges two groups.
    private ulong NewNumber(HardLinkGroup group)
    {
        Span<byte> digest = stackalloc byte[Blake3Digest.LengthBytes];
        Blake3Hasher.Hash(group.FirstPath.Bytes).CopyTo(digest);
        ulong number = BinaryPrimitives.ReadUInt64LittleEndian(digest);
        while (number == 0 || !_numbers.Add(number))
        {
            number++;
        }

        return number;
    }
}
