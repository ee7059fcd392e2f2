using Hoody.ChunkStore;
using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Builds the tree beside the target and exchanges the two by one rename: whoever looks sees the old tree or the new one.</summary>
/// <remarks>
/// What a crash leaves in the place beside, half a new tree or a whole old one, the next export makes equal to its tree, as it does with any directory. Two
/// exports are kept apart by a lock on the directory at that place: of the new tree while it is built, of the old one while it is removed.
/// </remarks>
internal sealed class AtomicExporter(BlobStore blobs, ExchangePlace place)
{
    private readonly EntryName _name = new(place.Name);
    private readonly EntryName _beside = new(place.BesideName);

    /// <param name="build">Makes the open directory at a path equal to the tree, with what it can share with the old one if there is one.</param>
    /// <param name="cancellationToken">Cancels the export before the exchange.</param>
    public async Task<ExportResult> ExportAsync(Func<string, Descriptor, Descriptor?, CancellationToken, Task<ExportResult>> build, CancellationToken cancellationToken)
    {
        using Descriptor parent = RootDirectory.Open(place.Parent);
        using Descriptor built = OpenBeside(parent);
        using Descriptor? old = OpenOld(parent);
        RequireNoMounts(built, place.BesidePath);
        RequireNoMounts(old, place.Target);
        ExportResult result = await build(place.BesidePath, built, old, cancellationToken).ConfigureAwait(false);

        // All of it, before anybody can see any of it: a power cut would otherwise show the names without the bytes.
        Check(built.SyncFileSystem(), place.BesidePath, "cannot be made durable");
        cancellationToken.ThrowIfCancellationRequested();
        Place(parent, old is not null);
        if (old is not null)
        {
            RemoveOld(parent);
        }

        return result;
    }

    private Descriptor OpenBeside(Descriptor parent)
    {
        while (true)
        {
            // By its name in the open directory: a link that somebody has put there is refused, and what it leads to stays as it is.
            Errno error = parent.MakeDirectory(_beside);
            Check(error == Errno.EEXIST ? Errno.None : error, place.BesidePath, "cannot be made");
            error = parent.OpenDirectory(_beside, out Descriptor opened);
            try
            {
                // ENOENT: another export has put it in its place.
                Check(error == Errno.ENOENT ? Errno.None : error, place.BesidePath, "is no directory that a tree can be built in");
                if (error == Errno.None && IsOurs(parent, opened))
                {
                    return opened;
                }
            }
            catch
            {
                opened.Dispose();
                throw;
            }

            opened.Dispose();
        }
    }

    private bool IsOurs(Descriptor parent, Descriptor opened)
    {
        Check(opened.TryLock(), place.BesidePath, "is at work for another atomic export; wait for that one");

        // Whoever had the lock may have removed the directory, or moved it to the target, between our opening it and locking it.
        return opened.GetStatus(out FileStatus mine) == Errno.None
            && parent.GetStatus(_beside, out FileStatus named) == Errno.None
            && mine.Identity == named.Identity;
    }

    private Descriptor? OpenOld(Descriptor parent)
    {
        Errno error = parent.OpenDirectory(_name, out Descriptor old);
        if (error == Errno.None)
        {
            error = old.TryLock();
        }

        if (error == Errno.None)
        {
            return old;
        }

        old.Dispose();
        Check(error == Errno.ENOENT ? Errno.None : error, place.Target, "is no directory that can be exchanged, or somebody has locked it");
        return null;
    }

    /// <summary>What is mounted in the old tree would go with it, and be gone from where it is used; and in the place beside it would be taken for a part of the new one.</summary>
    private static void RequireNoMounts(Descriptor? directory, string path)
    {
        if (directory is not null && MountPoints.FindBelow(directory) is { } mount)
        {
            throw new FileTreeException(path, $"cannot be exchanged, as something is mounted at \"{mount}\"; unmount it, or export in place");
        }
    }

    private void Place(Descriptor parent, bool hasOld)
    {
        Errno error = hasOld ? parent.Exchange(_beside, _name) : parent.RenameIfAbsent(_beside, _name);
        if (error is Errno.EINVAL or Errno.ENOSYS or Errno.EOPNOTSUPP or Errno.EXDEV or Errno.EBUSY)
        {
            throw new FileTreeException(
                place.Target, $"cannot be exchanged for a directory beside it ({error.Name()}): it is a mount point, or its file system cannot; export in place")
            {
                ErrorName = error.Name(),
            };
        }

        Check(error, place.Target, "cannot be exchanged for the new tree");
        Check(parent.Sync(), place.Target, "is the new tree, which a power cut may still undo: its directory cannot be made durable");
    }

    private void RemoveOld(Descriptor parent)
    {
        try
        {
            ExportSession removal = new(place.Parent, blobs);
            new TreeRemover(removal).Remove(parent, _beside, TreePath.Root.Combine(_beside), CancellationToken.None);
        }
        catch (FileTreeException exception)
        {
            throw new FileTreeException(place.Target, $"is the new tree; the old one could not be removed: {exception.Message}", exception)
            {
                ErrorName = exception.ErrorName,
            };
        }
    }

    private static void Check(Errno error, string path, string problem)
    {
        if (error != Errno.None)
        {
            throw new FileTreeErrors(path).Of(TreePath.Root, problem, error);
        }
    }
}
