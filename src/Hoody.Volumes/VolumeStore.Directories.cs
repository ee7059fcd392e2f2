using Hoody.ChunkStore;
using Hoody.Volumes.Export;
using Hoody.Volumes.Import;
using Hoody.Volumes.Trees;

namespace Hoody.Volumes;

/// <content>Directories of this machine: taken in, and put back.</content>
public sealed partial class VolumeStore
{
    /// <summary>Takes a directory in: everything it holds, with its metadata. No link is followed, nothing that could block is opened.</summary>
    /// <param name="directory">The directory; a link given here is followed, none below it is.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="progress">Told from time to time how far the import is.</param>
    /// <param name="cancellationToken">Cancels the import; what was stored before is found again by the next one.</param>
    /// <returns>The tree, durable, and what there is to know about it. The same directory gives the same tree, whatever the options.</returns>
    /// <exception cref="ArgumentException">The path is empty or an option is out of range.</exception>
    /// <exception cref="FileTreeException">The directory is missing or is none, or an entry cannot be read; it is named.</exception>
    /// <exception cref="StoreFullException">The store has no room. Nothing that it held before is lost.</exception>
    public Task<ImportResult> ImportAsync(
        string directory, ImportOptions? options = null, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new TreeImporter(Blobs).ImportAsync(directory, options ?? ImportOptions.Default, progress, cancellationToken);
    }

    /// <summary>Makes a directory equal to a tree: touches only what differs, removes what is extra, writes nothing outside.</summary>
    /// <param name="root">The tree, as an import or a snapshot gives it.</param>
    /// <param name="directory">The directory; made if missing. A link given here is followed, none below it is.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the export; each file is then old or new, and running again completes it.</param>
    /// <returns>What was done, and what could not be represented.</returns>
    /// <exception cref="ArgumentException">The tree is not a directory, the path is empty, or an option is out of range.</exception>
    /// <exception cref="FileTreeException">The directory, or an entry, cannot be made or changed; it is named. The rest stays as it is.</exception>
    /// <exception cref="BlobNotFoundException">A part of the tree is not in this store.</exception>
    /// <exception cref="CorruptDataException">A part of the tree is damaged.</exception>
    public Task<ExportResult> ExportAsync(
        TreeEntry root, string directory, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfNotDirectory(root, nameof(root));
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new TreeExporter(Blobs, root, directory, options ?? ExportOptions.Default).ExportAsync(cancellationToken);
    }

    /// <summary>Finds out what an export would do to a directory: compares as it does, and changes nothing.</summary>
    /// <param name="root">The tree, as an import or a snapshot gives it.</param>
    /// <param name="directory">The directory; it need not exist. A link given here is followed, none below it is.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <returns>The plan, to be printed, applied or forgotten.</returns>
    /// <exception cref="ArgumentException">The tree is not a directory, the path is empty, or an option is out of range.</exception>
    /// <exception cref="FileTreeException">The directory, or an entry, cannot be examined, or stands in the way of an export; it is named.</exception>
    /// <exception cref="BlobNotFoundException">A part of the tree is not in this store.</exception>
    /// <exception cref="CorruptDataException">A part of the tree is damaged.</exception>
    public Task<ExportPlan> PlanExportAsync(
        TreeEntry root, string directory, ExportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ThrowIfNotDirectory(root, nameof(root));
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return new TreeExporter(Blobs, root, directory, options ?? ExportOptions.Default).PlanAsync(cancellationToken);
    }
}
