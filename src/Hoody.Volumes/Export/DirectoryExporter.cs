using Hoody.Volumes.Native;
using Hoody.Volumes.StatCaching;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Makes and opens directories, removes what the tree does not have in them, and gives them their metadata in the end.</summary>
internal sealed class DirectoryExporter(ExportSession session)
{
    private readonly MetadataWriter _metadata = new(session);
    private readonly EntryMemory _memory = new(session);
    private readonly TreeRemover _remover = new(session);

    /// <summary>Begins with the target itself, which is there unless this is a plan.</summary>
    public async ValueTask<ExportFrame> EnterRootAsync(TreeEntry tree, Descriptor root, CancellationToken cancellationToken)
    {
        DirectoryReader entries = await DirectoryReader.OpenAsync(session.Blobs, tree, TreePath.Root, cancellationToken).ConfigureAwait(false);
        if (root.IsInvalid)
        {
            session.NoteRoot(ExportOutcome.Created);
            return new ExportFrame(tree, TreePath.Root, new Descriptor(), entries, isNew: true);
        }

        Check(root.OpenDirectoryBeneath(TreePath.Root, out Descriptor directory), TreePath.Root, "cannot be opened");
        var known = KnownDirectory.OfRoot(session.Cache?.Known);
        ExportFrame frame = new(tree, TreePath.Root, directory, entries, isNew: false)
        {
            Known = known,
            Remembered = session.Cache?.BeginDirectory(known),
        };
        if (session.IsPlan && directory.GetStatus(out FileStatus status) == Errno.None && _metadata.Differs(directory, status, tree, TreePath.Root))
        {
            session.NoteRoot(ExportOutcome.MetadataOnly);
        }

        Check(DirectoryAccess.AddRights(directory, session), TreePath.Root, "cannot be changed");
        return await RemoveExtrasAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What bears the name of the entry now; null when nothing does.</summary>
    /// <remarks>By the names that were listed: a file system may take this name for one that it has under another spelling, and that one is another entry's.</remarks>
    public FileStatus? FindExisting(ExportFrame frame, TreeEntry entry, TreePath path, bool isPresent)
    {
        if (!isPresent)
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
        ExportFrame parent, int index, TreeEntry entry, TreePath path, FileStatus? existing, CancellationToken cancellationToken)
    {
        CachedEntry? known = existing is null ? null : parent.Known?.Find(entry.Name);
        DirectoryReader entries = await DirectoryReader.OpenAsync(session.Blobs, entry, path, cancellationToken).ConfigureAwait(false);
        bool isNew = existing?.Type != EntryType.Directory;
        if (isNew && existing is not null)
        {
            await ReadThroughAsync(entries, cancellationToken).ConfigureAwait(false);
        }

        if (isNew && !session.IsPlan)
        {
            Make(parent.Descriptor, entry.Name, path, existing);
        }

        // A plan goes on in a directory that is not there, where it finds nothing.
        FileStatus status = default;
        Descriptor directory = isNew && session.IsPlan ? new Descriptor() : DirectoryAccess.Open(parent.Descriptor, entry.Name, path, session, out status);
        KnownDirectory? knownDirectory = isNew ? null : parent.Known?.Enter(known);
        ExportFrame frame = new(entry, path, directory, entries, isNew)
        {
            Parent = parent,
            Index = index,
            Known = knownDirectory,
            Remembered = session.Cache?.BeginDirectory(knownDirectory),
        };
        if (isNew)
        {
            session.Count(path, existing is null ? ExportOutcome.Created : ExportOutcome.Replaced);
            return frame;
        }

        session.Count(path, _metadata.Differs(directory, status, entry, path) ? ExportOutcome.MetadataOnly : ExportOutcome.Untouched);
        return await RemoveExtrasAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All is done in the directory: it gets its own metadata, and is closed.</summary>
    public void Leave(ExportFrame frame)
    {
        using Descriptor directory = frame.Descriptor;
        if (frame.IsAbandoned || session.IsPlan)
        {
            return;
        }

        _metadata.Apply(directory, frame.Directory, frame.Path);
        if (frame.Remembered is { } remembered && session.Cache is { } cache)
        {
            Remember(frame, cache, cache.CompleteDirectory(remembered, frame.Directory));
        }
    }

    private void Remember(ExportFrame frame, ExportCache cache, long offset)
    {
        if (frame.Parent is { } parent)
        {
            CachedEntry entry = _memory.Directory(frame.Descriptor, frame.Directory, frame.Path, offset);
            parent.Remembered?.Put(frame.Index, frame.Directory.Name, entry);
        }
        else
        {
            cache.RootOffset = offset;
        }
    }

    private void Make(Descriptor parent, EntryName name, TreePath path, FileStatus? existing)
    {
        if (existing is not null)
        {
            Check(parent.RemoveFile(name), path, "is not a directory as in the tree, and cannot be removed");
        }

        Check(parent.MakeDirectory(name), path, EntryPlacer.CannotBePlaced);
    }

    /// <summary>Reads every node before anything is touched: one that cannot be read must not cost what is there.</summary>
    private static async ValueTask ReadThroughAsync(DirectoryReader entries, CancellationToken cancellationToken)
    {
        while (await entries.ReadAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
        }

        entries.Restart();
    }

    private async ValueTask<ExportFrame> RemoveExtrasAsync(ExportFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            Check(frame.Descriptor.List(out List<EntryName> present, out List<byte[]> unfitNames), frame.Path, "cannot be listed");
            Check(unfitNames.Count == 0 ? Errno.None : Errno.ENAMETOOLONG, frame.Path, "has an entry that is not in the tree and cannot be removed");
            session.RefuseOwnStore(frame.Descriptor, present, frame.Path);
            foreach (EntryName name in await FindExtrasAsync(frame, present, cancellationToken).ConfigureAwait(false))
            {
                _remover.Remove(frame.Descriptor, name, frame.Path.Combine(name), cancellationToken);
            }

            return frame;
        }
        catch
        {
            frame.Descriptor.Dispose();
            throw;
        }
    }

    /// <summary>The names that the tree does not have. All of them before the first is removed, as every node has then been read.</summary>
    private static async ValueTask<List<EntryName>> FindExtrasAsync(
        ExportFrame frame, List<EntryName> sortedPresent, CancellationToken cancellationToken)
    {
        List<EntryName> extras = [];
        int next = 0;
        while (await frame.Entries.ReadAsync(cancellationToken).ConfigureAwait(false) is { } entry)
        {
            for (; next < sortedPresent.Count && sortedPresent[next] < entry.Name; next++)
            {
                extras.Add(sortedPresent[next]);
            }

            bool isPresent = next < sortedPresent.Count && sortedPresent[next] == entry.Name;
            next += isPresent ? 1 : 0;
            frame.Presences.Add(isPresent);
        }

        extras.AddRange(sortedPresent[next..]);
        frame.Entries.Restart();
        return extras;
    }

    private void Check(Errno error, TreePath path, string problem)
    {
        if (error != Errno.None)
        {
            throw session.Errors.Of(path, problem, error);
        }
    }
}
