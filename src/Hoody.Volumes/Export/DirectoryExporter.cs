using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Makes and opens directories, removes what the tree does not have in them, and gives them their metadata in the end.</summary>
internal sealed class DirectoryExporter(ExportSession session)
{
    private readonly MetadataWriter _metadata = new(session);
    private readonly TreeRemover _remover = new(session);

    /// <summary>Begins with the target itself, which is there.</summary>
    public async ValueTask<ExportFrame> EnterRootAsync(TreeEntry tree, Descriptor root, CancellationToken cancellationToken)
    {
        IReadOnlyList<TreeEntry> entries =
            await TreeReader.ReadDirectoryAsync(session.Blobs, tree, TreePath.Root, cancellationToken).ConfigureAwait(false);
        Check(root.OpenDirectoryBeneath(TreePath.Root, out Descriptor directory), TreePath.Root, "cannot be opened");
        ExportFrame frame = new(tree, TreePath.Root, directory, entries, isNew: false);
        return RemoveExtras(frame, cancellationToken);
    }

    /// <summary>What bears the name of the entry now; null when nothing does.</summary>
    public FileStatus? FindExisting(ExportFrame frame, TreeEntry entry, TreePath path)
    {
        if (frame.IsNew)
        {
            return null;
        }

        Errno error = frame.Descriptor.GetStatus(entry.Name, out FileStatus status);
        if (error == Errno.ENOENT)
        {
            return null;
        }

        Check(error, path, "cannot be examined");
        return status;
    }

    /// <summary>Opens the directory of an entry, having made it or cleared its place where needed.</summary>
    public async ValueTask<ExportFrame> EnterAsync(
        ExportFrame parent, TreeEntry entry, TreePath path, FileStatus? existing, CancellationToken cancellationToken)
    {
        // Before anything is touched: a node that cannot be read must not cost what is there.
        IReadOnlyList<TreeEntry> entries =
            await TreeReader.ReadDirectoryAsync(session.Blobs, entry, path, cancellationToken).ConfigureAwait(false);
        bool isNew = existing?.Type != EntryType.Directory;
        if (isNew)
        {
            Make(parent.Descriptor, entry.Name, path, existing);
        }

        Descriptor directory = DirectoryAccess.Open(parent.Descriptor, entry.Name, path, session.Errors, out FileStatus status);
        ExportFrame frame = new(entry, path, directory, entries, isNew);
        if (isNew)
        {
            session.Count(existing is null ? ExportOutcome.Created : ExportOutcome.Replaced);
            return frame;
        }

        session.Count(_metadata.Differs(directory, status, entry, path) ? ExportOutcome.MetadataOnly : ExportOutcome.Untouched);
        return RemoveExtras(frame, cancellationToken);
    }

    /// <summary>All is done in the directory: it gets its own metadata, and is closed.</summary>
    public void Leave(ExportFrame frame)
    {
        using Descriptor directory = frame.Descriptor;
        if (!frame.IsAbandoned)
        {
            _metadata.Apply(directory, frame.Directory, frame.Path);
        }
    }

    private void Make(Descriptor parent, EntryName name, TreePath path, FileStatus? existing)
    {
        if (existing is not null)
        {
            Check(parent.RemoveFile(name), path, "is not a directory as in the tree, and cannot be removed");
        }

        Check(parent.MakeDirectory(name), path, "cannot be made");
    }

    private ExportFrame RemoveExtras(ExportFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            Check(frame.Descriptor.List(out List<EntryName> present, out List<byte[]> unfitNames), frame.Path, "cannot be listed");
            Check(unfitNames.Count == 0 ? Errno.None : Errno.ENAMETOOLONG, frame.Path, "has an entry that is not in the tree and cannot be removed");

            int next = 0;
            foreach (EntryName name in present)
            {
                while (next < frame.Entries.Count && frame.Entries[next].Name < name)
                {
                    next++;
                }

                if (next == frame.Entries.Count || frame.Entries[next].Name != name)
                {
                    _remover.Remove(frame.Descriptor, name, frame.Path.Combine(name), cancellationToken);
                }
            }

            return frame;
        }
        catch
        {
            frame.Descriptor.Dispose();
            throw;
        }
    }

    private void Check(Errno error, TreePath path, string problem)
    {
        if (error != Errno.None)
        {
            throw session.Errors.Of(path, problem, error);
        }
    }
}
