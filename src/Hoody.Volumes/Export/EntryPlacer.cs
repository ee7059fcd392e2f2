using Hoody.Volumes.Native;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes.Export;

/// <summary>Moves what was made under a temporary name to where it belongs.</summary>
internal sealed class EntryPlacer(ExportSession session)
{
    private readonly TreeRemover _remover = new(session);

    /// <summary>Takes the place of whatever bears the name: at once, except for a directory, which is removed first.</summary>
    public void Place(
        Descriptor directory, EntryName temporary, TreeEntry entry, TreePath path, FileStatus? existing, CancellationToken cancellationToken)
    {
        if (existing?.Type == EntryType.Directory)
        {
            _remover.Remove(directory, entry.Name, path, cancellationToken);
        }

        Errno error = directory.Rename(temporary, entry.Name);
        if (error != Errno.None)
        {
            throw session.Errors.Of(path, "cannot be put in its place", error);
        }

        session.Count(existing is null ? ExportOutcome.Created : ExportOutcome.Replaced);
    }
}
