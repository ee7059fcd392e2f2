using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Makes the names of one file one file again. Only files that this export has made or checked are linked to.</summary>
internal sealed class HardLinker(ExportSession session)
{
    private readonly Dictionary<ulong, LinkLeader> _leaders = [];
    private readonly EntryPlacer _placer = new(session);

    /// <summary>The first name of the entry's group; null when the entry has no group. Called by the walk alone.</summary>
    /// <exception cref="FileTreeException">The entry contradicts the group's first name: no import makes such a tree.</exception>
    public LinkLeader? LeaderOf(ExportFrame frame, TreeEntry entry, out bool isLeader)
    {
        isLeader = entry.HardLinkGroup != 0 && !_leaders.ContainsKey(entry.HardLinkGroup);
        if (isLeader)
        {
            _leaders.Add(entry.HardLinkGroup, new LinkLeader(frame.Path, entry));
        }

        LinkLeader? leader = entry.HardLinkGroup == 0 ? null : _leaders[entry.HardLinkGroup];
        if (leader is not null && leader.Entry != entry with { Name = leader.Entry.Name })
        {
            throw session.Errors.Of(
                frame.Path.Combine(entry.Name), $"is said to be one file with {leader.Directory.Combine(leader.Entry.Name).ToShortString()}, and differs from it");
        }

        return leader;
    }

    /// <summary>Makes the entry's name one more name of its leader; false, with a notice, when the file system does not allow it.</summary>
    public bool TryLink(
        Descriptor root,
        Descriptor directory,
        TreeEntry entry,
        TreePath path,
        FileStatus? existing,
        LinkLeader leader,
        FileIdentity target,
        CancellationToken cancellationToken)
    {
        if (existing?.Identity == target)
        {
            session.Count(path, ExportOutcome.Untouched);
            return true;
        }

        if (session.IsPlan)
        {
            _placer.Place(directory, entry.Name, entry, path, existing, cancellationToken);
            return true;
        }

        EntryName temporary = session.NewTemporaryName();
        Errno error = Link(root, directory, temporary, leader);
        if (error.IsUnsupported() || error is Errno.EMLINK or Errno.EXDEV)
        {
            session.Notice(path, ExportNoticeKind.HardLink, $"has become a file of its own, as it could not be linked ({error.Name()})");
            return false;
        }

        if (error != Errno.None)
        {
            throw session.Errors.Of(path, "cannot be linked", error);
        }

        Place(directory, temporary, entry, path, existing, target, cancellationToken);
        return true;
    }

    private static Errno Link(Descriptor root, Descriptor directory, EntryName temporary, LinkLeader leader)
    {
        Errno error = root.OpenDirectoryBeneath(leader.Directory, out Descriptor leaderDirectory);
        using Descriptor opened = leaderDirectory;
        return error == Errno.None ? directory.MakeHardLink(temporary, leaderDirectory, leader.Entry.Name) : error;
    }

    private void Place(
        Descriptor directory, EntryName temporary, TreeEntry entry, TreePath path, FileStatus? existing, FileIdentity target, CancellationToken cancellationToken)
    {
        try
        {
            // By identity, as the name may have been given to another file since, even to one from outside.
            Errno error = directory.GetStatus(temporary, out FileStatus linked);
            if (error != Errno.None || linked.Identity != target)
            {
                throw session.Errors.Unsafe(path, "cannot be linked: the file it shares was replaced meanwhile; run it again");
            }

            _placer.Place(directory, temporary, entry, path, existing, cancellationToken);
        }
        catch
        {
            _ = directory.RemoveFile(temporary); // Gone already if it has been moved.
            throw;
        }
    }
}
